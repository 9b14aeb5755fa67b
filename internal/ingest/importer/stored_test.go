package importer_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// TestFilesArePassedOnOnceTheyAreStored: what follows the import of a file finds all of it stored.
func TestFilesArePassedOnOnceTheyAreStored(t *testing.T) {
	w := newScenario(t)
	first, second := w.write("p/s1.jsonl", ask+"\n"), w.write("p/s2.jsonl", ask+"\n")
	passed := map[string]int64{}
	i, err := importer.New(t.Context(), importer.Options{
		Submit: w, States: w, Locations: []importer.Location{{Path: w.folder}}, Now: func() time.Time { return w.now },
		AfterStored: func(_ context.Context, files []importer.ReadFile) {
			for _, f := range files {
				passed[f.State.Path] = f.State.Offset
				if stored := w.states[f.State.Path]; stored.Offset != f.State.Offset || stored.SessionID != f.State.SessionID {
					t.Errorf("%+v was passed on when %+v was stored", f.State, stored)
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	run := func() {
		clear(passed)
		if _, err := i.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if run(); !slices.Equal(slices.Sorted(maps.Keys(passed)), []string{first, second}) {
		t.Errorf("the first run passed on %v", passed)
	}
	w.append(second, call+"\n")
	if run(); len(passed) != 1 || passed[second] != int64(len(ask)+len(call)+2) {
		t.Errorf("the second run passed on %v", passed)
	}
}
