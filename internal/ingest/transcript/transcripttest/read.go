// Package transcripttest reads lines with the reader of a format, for the tests of all formats.
package transcripttest

import (
	"cmp"
	"reflect"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Report is what a reader reported, by id. Of an event that was observed several times it holds the latest value of each field, of a
// request the observation with the most tokens.
type Report struct {
	Events   map[string]ingest.Event
	Usages   map[string]ingest.Usage
	Sessions []ingest.Session
	Stops    []ingest.Stop
	Tally    transcript.Tally
}

// Changed is when a file was changed last, unless a test says otherwise.
const Changed model.Instant = "2026-03-01T00:00:00.000000"

// Read reads lines as one file that is finished.
func Read(t testing.TB, format transcript.Format, from transcript.Source, lines string) Report {
	t.Helper()
	from.Changed = cmp.Or(from.Changed, Changed)
	reader, err := format.New(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	batch := transcript.NewBatch()
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		read(reader, []byte(strings.TrimSpace(line)), batch)
	}
	reader.End(batch, true)
	return gather(batch)
}

// read reads a line, which is not the line of the reader any longer.
func read(reader transcript.Reader, line []byte, out *transcript.Batch) {
	reader.Read(line, out)
	for i := range line {
		line[i] = '#'
	}
}

func gather(batch *transcript.Batch) Report {
	r := Report{Events: map[string]ingest.Event{}, Usages: map[string]ingest.Usage{}, Tally: batch.Tally}
	for _, o := range batch.Observations {
		switch {
		case o.Event != nil:
			r.Events[o.Event.ID] = Latest(r.Events[o.Event.ID], *o.Event)
		case o.Usage != nil:
			if known, ok := r.Usages[o.Usage.ID]; !ok || tokens(*o.Usage) > tokens(known) {
				r.Usages[o.Usage.ID] = *o.Usage
			}
		case o.Session != nil:
			r.Sessions = append(r.Sessions, *o.Session)
		case o.Stop != nil:
			r.Stops = append(r.Stops, *o.Stop)
		}
	}
	return r
}

// Latest returns later with the fields that it leaves empty taken from earlier.
func Latest(earlier, later ingest.Event) ingest.Event {
	from, to := reflect.ValueOf(earlier), reflect.ValueOf(&later).Elem()
	for i := range to.NumField() {
		if to.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return later
}

func tokens(u ingest.Usage) int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}

// Prompts returns the texts of the prompts.
func (r Report) Prompts() map[string]bool {
	texts := map[string]bool{}
	for _, e := range r.Events {
		if e.ToolName == model.ToolUserQuery {
			texts[e.Input] = true
		}
	}
	return texts
}

// Tool returns the event of a call, and fails the test where there is none.
func (r Report) Tool(t testing.TB, id string) ingest.Event {
	t.Helper()
	e, ok := r.Events[ingest.ToolID(id)]
	if !ok {
		t.Fatalf("there is no event of the call %s", id)
	}
	return e
}

// IsTitleChosen reports whether the user chose a title.
func (r Report) IsTitleChosen() bool {
	for _, s := range r.Sessions {
		if s.TitleByUser {
			return true
		}
	}
	return false
}

// Title returns the last title of a session.
func (r Report) Title() string {
	title := ""
	for _, s := range r.Sessions {
		title = cmp.Or(s.Title, title)
	}
	return title
}
