package importer_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// scenario is a folder of transcripts and what was stored of them.
type scenario struct {
	t      *testing.T
	folder string
	now    time.Time
	states map[string]importer.State
	// events and usages count how often each was submitted. last is what was submitted of each event, the latest value of each field.
	events, usages map[string]int
	last           map[string]ingest.Event
	stops          []ingest.Stop
	spent          map[string]ingest.Usage
	sessions       map[string]ingest.Session
	fail           error
	// failAfter is how many submissions succeed before fail comes.
	failAfter int
}

func newScenario(t *testing.T) *scenario {
	t.Helper()
	return &scenario{
		t: t, folder: t.TempDir(), now: time.Now(), states: map[string]importer.State{},
		events: map[string]int{}, usages: map[string]int{}, last: map[string]ingest.Event{}, spent: map[string]ingest.Usage{},
		sessions: map[string]ingest.Session{},
	}
}

func (w *scenario) Prepare(observations []ingest.Observation) *ingest.Prepared {
	return &ingest.Prepared{Observations: observations}
}

func (w *scenario) SubmitPrepared(_ context.Context, prepared *ingest.Prepared) ([]ingest.Result, error) {
	observations := prepared.Observations
	if w.fail != nil && w.failAfter == 0 {
		return nil, w.fail
	}
	w.failAfter--
	results := make([]ingest.Result, len(observations))
	for n, o := range observations {
		results[n].Outcome = ingest.Created
		if o.Event != nil {
			w.events[o.Event.ID]++
			w.last[o.Event.ID] = transcripttest.Latest(w.last[o.Event.ID], *o.Event)
		}
		if o.Session != nil {
			known := w.sessions[o.Session.ID]
			known.Agent, known.Cwd = cmp.Or(o.Session.Agent, known.Agent), cmp.Or(known.Cwd, o.Session.Cwd)
			w.sessions[o.Session.ID] = known
		}
		if o.Stop != nil {
			w.stops = append(w.stops, *o.Stop)
		}
		if o.Usage != nil {
			w.usages[o.Usage.ID]++
			if known, ok := w.spent[o.Usage.ID]; !ok || all(*o.Usage) > all(known) {
				w.spent[o.Usage.ID] = *o.Usage
			}
		}
	}
	return results, nil
}

func all(u ingest.Usage) int64 {
	return u.Input + u.Output + u.CacheRead + u.CacheWrite5m + u.CacheWrite1h + u.Thoughts
}

func (w *scenario) States(context.Context) ([]importer.State, error) {
	var states []importer.State
	for _, s := range w.states {
		states = append(states, s)
	}
	return states, nil
}

func (w *scenario) Save(_ context.Context, states []importer.State) error {
	for _, s := range states {
		w.states[s.Path] = s
	}
	return nil
}

// write makes a file that was changed a moment ago.
func (w *scenario) write(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *scenario) append(path, content string) {
	w.t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(content); err != nil {
		w.t.Fatal(err)
	}
}

func (w *scenario) importer(locations ...importer.Location) *importer.Importer {
	w.t.Helper()
	if len(locations) == 0 {
		locations = []importer.Location{{Path: w.folder}}
	}
	i, err := importer.New(context.Background(), importer.Options{Submit: w, States: w, Locations: locations, Now: func() time.Time { return w.now }})
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

func (w *scenario) run() importer.Summary {
	w.t.Helper()
	summary, err := w.importer().Run(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return summary
}

// prompts returns how often each prompt was submitted, by its text.
func (w *scenario) prompts() map[string]int {
	texts := map[string]int{}
	for id, e := range w.last {
		if e.ToolName == model.ToolUserQuery {
			texts[e.Input] += w.events[id]
		}
	}
	return texts
}
