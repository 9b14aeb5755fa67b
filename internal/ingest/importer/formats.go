package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/qwen"
)

// Formats returns the formats of transcripts that are read. No file is recognised by two of them.
func Formats() []transcript.Format {
	return []transcript.Format{claude.Format(), codex.Format(), gemini.Lines(), gemini.Document(), qwen.Format()}
}

// recognise returns the format of a file. Where no format recognises it, the error says what the file contains instead.
func recognise(formats []transcript.Format, b transcript.Beginning) (transcript.Format, error) {
	for _, format := range formats {
		if format.Recognise(b) {
			return format, nil
		}
	}
	return transcript.Format{}, unrecognised(formats, b)
}

// find returns the format of a name that was stored with how far a file is read.
func find(formats []transcript.Format, name string) (transcript.Format, error) {
	for _, format := range formats {
		if format.Name == name {
			return format, nil
		}
	}
	return transcript.Format{}, fmt.Errorf("it was read as %q, a format that this version does not know", name)
}

// unrecognisedError says why no format recognises a file, as the rest of a sentence that begins with the path.
type unrecognisedError struct {
	reason string
	// isBegun says that the file may become a transcript: its first line is not written to the end.
	isBegun bool
}

func (e unrecognisedError) Error() string { return e.reason }

// unrecognisedFile is a file as it was when no format recognised it. It is not read again until it changes.
type unrecognisedFile struct {
	File
	err unrecognisedError
}

func unrecognised(formats []transcript.Format, b transcript.Beginning) error {
	first, ok := b.First()
	switch {
	case len(bytes.TrimSpace(b.Text)) == 0:
		return unrecognisedError{"it is empty", true}
	case !ok:
		return unrecognisedError{"it contains no JSON records", !bytes.ContainsRune(b.Text, '\n')}
	}
	var titles []string
	for _, format := range formats {
		if title := agent.Get(format.Agent).Title; !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return unrecognisedError{fmt.Sprintf("its first record %s is not from %s", describe(first), strings.Join(titles, ", ")), false}
}

// describe names the type and the fields of a record, without any of its texts.
func describe(record gjson.Result) string {
	const mostFields = 8
	var fields []string
	for name := range record.Map() {
		fields = append(fields, transcript.Truncate(name, transcript.MaxKind))
	}
	slices.Sort(fields)
	if len(fields) > mostFields {
		fields = append(fields[:mostFields], "…")
	}
	kind := transcript.Truncate(transcript.ID(record.Get("type")), transcript.MaxKind)
	return fmt.Sprintf("(type %q, fields %s)", kind, strings.Join(fields, ", "))
}
