// Package transcript owns what the readers of all transcript formats share: the Reader interface, the batch that a reader appends
// observations to, lines, and the values of JSON records. Each package below it reads the files of one agent, record by record. A
// reader is a pure function over lines with a state that can be stored, so that a file that grew is read from where the last reading
// ended. Nothing here opens a file; package importer does, and chooses the format of each file.
package transcript
