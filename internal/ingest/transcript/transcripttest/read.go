package transcript_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// told is what readers told, by id, with what they told of one thing in several batches merged as the latest.
type told struct {
	events   map[string]ingest.Event
	usages   map[string]ingest.Usage
	sessions []ingest.Session
	tally    transcript.Tally
}

// read reads lines as one file that is finished.
func read(t *testing.T, format transcript.Format, from transcript.Source, lines string) told {
	t.Helper()
	if from.Changed == "" {
		from.Changed = "2026-03-01T00:00:00.000000"
	}
	reader, err := transcript.New(format, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	batch := transcript.NewBatch()
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		reader.Read([]byte(strings.TrimSpace(line)), batch)
	}
	reader.End(batch, true)
	return gather(batch)
}

func gather(batch *transcript.Batch) told {
	all := told{events: map[string]ingest.Event{}, usages: map[string]ingest.Usage{}, tally: batch.Tally}
	for _, o := range batch.Observations {
		switch {
		case o.Event != nil:
			all.events[o.Event.ID] = *o.Event
		case o.Usage != nil:
			all.usages[o.Usage.ID] = *o.Usage
		case o.Session != nil:
			all.sessions = append(all.sessions, *o.Session)
		}
	}
	return all
}

// prompts returns the texts of the prompts.
func (a told) prompts() map[string]bool {
	texts := map[string]bool{}
	for _, e := range a.events {
		if e.ToolName == model.ToolUserQuery {
			texts[e.Input] = true
		}
	}
	return texts
}

// tool returns the event of a call, and fails the test where there is none.
func (a told) tool(t *testing.T, id string) ingest.Event {
	t.Helper()
	e, ok := a.events[ingest.ToolID(id)]
	if !ok {
		t.Fatalf("there is no event of the call %s", id)
	}
	return e
}

// title returns the last title of a session.
func (a told) title() string {
	title := ""
	for _, s := range a.sessions {
		if s.Title != "" {
			title = s.Title
		}
	}
	return title
}
