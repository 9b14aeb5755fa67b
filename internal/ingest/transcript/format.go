package transcript

import (
	"bytes"
	"encoding/json"
	"iter"

	"github.com/tidwall/gjson"
)

// Format is one form in which an agent writes its sessions to files.
type Format struct {
	// Name is stored with the position up to which a file was read. It never changes.
	Name string
	// Version is that of the reader, from 1 on. It is raised when the reader reports other rows of the same file: files that an earlier version
	// read are then read again.
	Version int
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
}

// maxBeginning bounds the records by which a file is recognised.
const maxBeginning = 200

// Records returns the JSON objects in Text that stand on a line of their own. Each is parsed when it is asked for: mostly the first ones
// decide, and the whole file is parsed later anyway.
func (b Beginning) Records() iter.Seq[gjson.Result] {
	return func(yield func(gjson.Result) bool) {
		count := 0
		for rest := b.Text; len(rest) > 0 && count < maxBeginning; {
			var line []byte
			line, rest, _ = bytes.Cut(rest, []byte("\n"))
			record, ok := ParseObject(line)
			if !ok {
				continue
			}
			if count++; !yield(record) {
				return
			}
		}
	}
}

// First returns the first of the Records, and false where there is none.
func (b Beginning) First() (record gjson.Result, ok bool) {
	for record := range b.Records() {
		return record, true
	}
	return gjson.Result{}, false
}

// FirstRecord returns the id of the first record that has one, "" where there is none.
func (f Format) FirstRecord(b Beginning) string {
	if f.Identify == nil {
		return ""
	}
	for record := range b.Records() {
		if id, _ := f.Identify([]byte(record.Raw)); id != "" {
			return id
		}
	}
	return ""
}
