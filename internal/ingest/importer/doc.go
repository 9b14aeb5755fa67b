// Package importer finds the transcripts of agents, reads what is new in them, and submits what the readers of package transcript
// observe. It chooses the format of each file (formats.go), and stores up to where each file was read. It knows no database.
package importer
