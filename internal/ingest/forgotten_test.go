package ingest_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// recorder stores nothing and keeps the ids of the sessions that it was given.
type recorder struct{ sessions []string }

func (r *recorder) Store(_ context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	results := make([]ingest.Result, len(observations))
	for i, o := range observations {
		r.sessions = append(r.sessions, o.SessionID())
		results[i] = ingest.Result{Outcome: ingest.Created}
	}
	return results, nil
}

// forgotten are the sessions that are not to be stored.
type forgotten []string

func (f forgotten) Forgotten(_ context.Context, sessionIDs []string) (map[string]bool, error) {
	if f == nil {
		return nil, errors.New("locked")
	}
	found := map[string]bool{}
	for _, id := range sessionIDs {
		found[id] = slices.Contains(f, id)
	}
	return found, nil
}

func TestNothingOfAForgottenSessionIsStored(t *testing.T) {
	observations := []ingest.Observation{
		{Event: &ingest.Event{SessionID: "gone"}}, {Event: &ingest.Event{SessionID: "kept"}}, {Session: &ingest.Session{ID: "gone"}},
		{Usage: &ingest.Usage{SessionID: "gone"}}, {Stop: &ingest.Stop{SessionID: "gone"}}, {Stop: &ingest.Stop{SessionID: "kept"}},
	}
	store := &recorder{}
	results, err := ingest.WithoutForgotten(store, forgotten{"gone"}).Store(t.Context(), observations)
	if err != nil || !slices.Equal(store.sessions, []string{"kept", "kept"}) {
		t.Fatalf("stored of %v, %v", store.sessions, err)
	}
	for i, want := range []ingest.Outcome{ingest.Unchanged, ingest.Created, ingest.Unchanged, ingest.Unchanged, ingest.Unchanged, ingest.Created} {
		if results[i].Outcome != want {
			t.Errorf("observation %d is %s, want %s", i, results[i].Outcome, want)
		}
	}
}

func TestNothingIsStoredWhileNobodyKnowsWhatIsForgotten(t *testing.T) {
	store := &recorder{}
	_, err := ingest.WithoutForgotten(store, forgotten(nil)).Store(t.Context(), []ingest.Observation{{Event: &ingest.Event{SessionID: "s"}}})
	if err == nil || len(store.sessions) > 0 {
		t.Errorf("stored of %v, %v", store.sessions, err)
	}
}
