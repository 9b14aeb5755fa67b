package transcript

import (
	"bytes"
	"encoding/json"

	"github.com/tidwall/gjson"
)

// Format is one form in which an agent writes its sessions to files.
type Format struct {
	// Name is stored with the position up to which a file was read. It never changes.
	Name string
	// Agent is the id of the agent that writes it.
	Agent string
	// Document marks a file that is one JSON document. Other files hold one JSON object a line.
	Document bool
	// Recognise reports whether a file has this format.
	Recognise func(Beginning) bool
	// New returns the reader of a file. carry is what the reader of the lines before it returned, nil at the beginning.
	New func(from Source, carry json.RawMessage) (Reader, error)
	// Identify returns the id of a record and to whom it belongs, "" where it names no session. It is nil for formats in which no file repeats the
	// records of another.
	Identify func(line []byte) (record, owner string)
}

// Beginning is what decides about the format of a file: its path and what it begins with.
type Beginning struct {
	Path string
	// Text is the first part of the file. It ends at the end of a line, unless the file is one long line.
	Text []byte
	// Records are the JSON objects in Text that stand on a line of their own.
	Records []gjson.Result
}

// maxBeginning bounds the records by which a file is recognised.
const maxBeginning = 200

// NewBeginning returns the beginning of a file with its records.
func NewBeginning(path string, text []byte) Beginning {
	b := Beginning{Path: path, Text: text}
	for rest := text; len(rest) > 0 && len(b.Records) < maxBeginning; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		if record, ok := ParseObject(line); ok {
			b.Records = append(b.Records, record)
		}
	}
	return b
}

// FirstRecord returns the id of the first record that has one, "" where there is none.
func (f Format) FirstRecord(b Beginning) string {
	if f.Identify == nil {
		return ""
	}
	for _, record := range b.Records {
		if id, _ := f.Identify([]byte(record.Raw)); id != "" {
			return id
		}
	}
	return ""
}
