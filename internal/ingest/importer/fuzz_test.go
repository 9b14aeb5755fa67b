package importer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// counting counts how often each event is submitted.
type counting struct{ ids map[string]int }

// Prepare changes nothing.
func (c *counting) Prepare(observations []ingest.Observation) *ingest.Prepared {
	return &ingest.Prepared{Observations: observations}
}

// SubmitPrepared returns that all events are new.
func (c *counting) SubmitPrepared(_ context.Context, prepared *ingest.Prepared) ([]ingest.Result, error) {
	observations := prepared.Observations
	results := make([]ingest.Result, len(observations))
	for i, o := range observations {
		results[i].Outcome = ingest.Created
		if o.Event != nil {
			c.ids[o.Event.ID]++
		}
	}
	return results, nil
}

// States returns that nothing was read yet.
func (c *counting) States(context.Context) ([]State, error) { return nil, nil }

// Save stores nothing.
func (c *counting) Save(context.Context, []State) error { return nil }

// FuzzPacked imports rollouts that are compressed, whole or broken. The run goes on after a failure, and the same file gives the same ids.
func FuzzPacked(f *testing.F) {
	const lines = `{"timestamp":"2026-02-01T10:00:00Z","type":"session_meta","payload":{"id":"x","cwd":"/p"}}
{"timestamp":"2026-02-01T10:00:01Z","type":"event_msg","payload":{"type":"user_message","message":"Look"}}
`
	packer, err := zstd.NewWriter(nil)
	if err != nil {
		f.Fatal(err)
	}
	packed := packer.EncodeAll([]byte(lines), nil)
	f.Add(packed)
	f.Add(packed[:len(packed)-3])
	f.Add(append(bytes.Clone(packed), packed...))
	f.Add(packer.EncodeAll(make([]byte, 1<<20), nil))
	f.Add([]byte("(\xb5/\xfd"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "rollout-2026-02-01T10-00-00-00000000-0000-0000-0000-000000000000.jsonl.zst")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		first, again := imported(t, path), imported(t, path)
		for id := range first {
			if again[id] != first[id] {
				t.Fatalf("%s was submitted %d times and then %d times", id, first[id], again[id])
			}
		}
	})
}

// imported returns how often each event of a file was submitted.
func imported(t *testing.T, path string) map[string]int {
	t.Helper()
	store := &counting{ids: map[string]int{}}
	at := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	i, err := New(t.Context(), Options{Submit: store, States: store, Locations: []Location{{Path: path}}, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	summary, err := i.Run(t.Context())
	if err != nil || summary.Read+summary.Failed+summary.Unknown != 1 {
		t.Fatalf("%+v, %v", summary, err)
	}
	return store.ids
}
