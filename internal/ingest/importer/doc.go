// Package importer owns which transcripts there are and how far each has been read: it finds the files of agents, reads what is new
// in them, and submits what the readers of package transcript make of it. It knows no database.
package importer
