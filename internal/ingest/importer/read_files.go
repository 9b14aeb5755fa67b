package importer

import "github.com/htmlgraph/htmlgraph/internal/ingest/transcript"

// ReadFile is a file that was found and of which something was read, now or before.
type ReadFile struct {
	State State
	// Document marks a file that is one JSON document, Packed one that is compressed.
	Document, Packed bool
	// Sidecar returns the file beside the transcript of a subagent, nil for none.
	Sidecar func() []byte
}

// ReadFiles returns the files that the last run found, as far as they were read. Files of which a database alone says so are not among them.
func (i *Importer) ReadFiles() []ReadFile {
	var files []ReadFile
	for _, f := range i.found {
		state, known := i.states[f.Path]
		if !known {
			continue
		}
		format, err := find(i.formats, state.Format)
		if err != nil {
			continue
		}
		files = append(files, newReadFile(f, state, format))
	}
	return files
}

func newReadFile(f File, state State, format transcript.Format) ReadFile {
	if format.Document {
		state.Offset = state.Size
	}
	return ReadFile{State: state, Document: format.Document, Packed: f.isPacked(), Sidecar: f.sidecar}
}
