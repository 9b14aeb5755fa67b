package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// fakeStore keeps the ids of events, a list for each transaction. It waits for gate, fails for the event "bad" and, while it is
// down, for all, and panics for the event "panic".
type fakeStore struct {
	gate chan struct{}
	// begun receives when a transaction begins.
	begun chan struct{}

	mu      sync.Mutex
	commits [][]string
	down    bool
}

func newFakeStore() *fakeStore {
	return &fakeStore{gate: make(chan struct{}, 1000), begun: make(chan struct{}, 1000)}
}

func (s *fakeStore) Store(_ context.Context, observations []ingest.Observation) ([]ingest.Result, error) {
	s.begun <- struct{}{}
	<-s.gate
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, apperr.Unavailable("locked", time.Second, nil)
	}
	var ids []string
	results := make([]ingest.Result, len(observations))
	for i, o := range observations {
		if o.Event.ID == "bad" {
			return nil, errors.New("it does not fit")
		}
		if o.Event.ID == "panic" {
			panic("a bug")
		}
		ids = append(ids, o.Event.ID)
		results[i].Outcome = ingest.Created
	}
	s.commits = append(s.commits, ids)
	return results, nil
}

// open lets any number of transactions pass.
func (s *fakeStore) open() { close(s.gate) }

func events(ids ...string) []ingest.Observation {
	var observations []ingest.Observation
	for _, id := range ids {
		observations = append(observations, ingest.Observation{Event: &ingest.Event{ID: id, SessionID: "s"}})
	}
	return observations
}

func outcomes(results []ingest.Result) string {
	text := ""
	for _, r := range results {
		text += fmt.Sprint(r.Outcome, " ")
	}
	return text
}

// newWriter returns a writer that runs until stop, which may be called again, or the end of the test.
func newWriter(t *testing.T, store ingest.Store, options ingest.WriterOptions) (w *ingest.Writer, stop func()) {
	t.Helper()
	w = ingest.NewWriter(store, options)
	group := background.New(t.Context(), slog.New(slog.DiscardHandler))
	group.Go("writer", w.Run)
	stop = func() {
		if err := group.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return w, stop
}

// submitted submits in the background, and returns once that waits in the queue.
func submitted(t *testing.T, w *ingest.Writer, observations []ingest.Observation) <-chan string {
	t.Helper()
	before := w.Counters().Queued
	answer := make(chan string, 1)
	go func() {
		results, err := w.Submit(context.Background(), observations)
		answer <- fmt.Sprint(outcomes(results), err)
	}()
	for deadline := time.Now().Add(time.Minute); w.Counters().Queued == before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not wait")
		}
	}
	return answer
}

func TestWhatWaitsGoesIntoOneTransaction(t *testing.T) {
	store := newFakeStore()
	w, stop := newWriter(t, store, ingest.WriterOptions{})
	first := submitted(t, w, events("a"))
	<-store.begun
	second, third := submitted(t, w, events("b", "c")), submitted(t, w, events("d"))
	store.open()
	for i, answer := range []<-chan string{first, second, third} {
		if got := <-answer; got == "" || got[:7] != "created" {
			t.Errorf("submission %d: %s", i, got)
		}
	}
	stop()
	if want := [][]string{{"a"}, {"b", "c", "d"}}; fmt.Sprint(store.commits) != fmt.Sprint(want) {
		t.Errorf("transactions %v, want %v", store.commits, want)
	}
}

func TestAFullQueueFailsAtOnce(t *testing.T) {
	store := newFakeStore()
	w, stop := newWriter(t, store, ingest.WriterOptions{Queue: 2})
	first := submitted(t, w, events("a"))
	_, err := w.Submit(t.Context(), events("b", "c"))
	var known *apperr.Error
	if !errors.As(err, &known) || known.Code != apperr.CodeBusy || known.RetryAfter <= 0 {
		t.Errorf("%v, want busy with a time to wait", err)
	}
	store.open()
	<-first
	if results, err := w.Submit(t.Context(), events("d", "e")); err != nil || outcomes(results) != "created created " {
		t.Errorf("once there is room: %v %v", results, err)
	}
	stop()
	if got := w.Counters(); got.Queued != 0 || got.Stored != 3 || got.Turned != 2 {
		t.Errorf("%+v", got)
	}
}

func TestWhatIsBadLosesNothingButItself(t *testing.T) {
	store := newFakeStore()
	w, stop := newWriter(t, store, ingest.WriterOptions{})
	first := submitted(t, w, events("a"))
	<-store.begun
	second, third := submitted(t, w, events("b", "bad", "", "c")), submitted(t, w, events("d"))
	store.open()
	<-first
	if got := <-second; got != "created problem problem created <nil>" {
		t.Errorf("beside the bad one: %s", got)
	}
	if got := <-third; got != "created <nil>" {
		t.Errorf("another submission: %s", got)
	}
	stop()
	stored := slices.Sorted(slices.Values(slices.Concat(store.commits...)))
	if !slices.Equal(stored, []string{"a", "b", "c", "d"}) {
		t.Errorf("stored %v", stored)
	}
}

func TestADatabaseThatIsAwayFailsAll(t *testing.T) {
	store := newFakeStore()
	store.down = true
	store.open()
	w, _ := newWriter(t, store, ingest.WriterOptions{})
	if _, err := w.Submit(t.Context(), events("a", "b")); apperr.CodeOf(err) != apperr.CodeUnavailable {
		t.Errorf("%v", err)
	}
	if got := w.Counters(); got.Commits != 1 || got.Queued != 0 {
		t.Errorf("it tried again by itself: %+v", got)
	}
}

func TestWhoWaitsForADatabaseThatIsAwaySharesTheFailure(t *testing.T) {
	store := newFakeStore()
	store.down = true
	w, stop := newWriter(t, store, ingest.WriterOptions{})
	first := submitted(t, w, events("a"))
	<-store.begun
	second, third := submitted(t, w, events("b")), submitted(t, w, events("c"))
	store.open()
	for _, answer := range []string{<-first, <-second, <-third} {
		if answer != "locked" {
			t.Errorf("answered %q, want the error of the database", answer)
		}
	}
	stop()
	if got := w.Counters(); got.Commits != 1 || got.Queued != 0 {
		t.Errorf("%+v, want one transaction", got)
	}
}

func TestCloseStoresWhatWaits(t *testing.T) {
	store := newFakeStore()
	w, stop := newWriter(t, store, ingest.WriterOptions{})
	first := submitted(t, w, events("a"))
	<-store.begun
	second := submitted(t, w, events("b"))
	closed := make(chan struct{})
	go func() {
		stop()
		close(closed)
	}()
	store.open()
	<-closed
	if got := <-first + <-second; got != "created <nil>created <nil>" {
		t.Errorf("%s", got)
	}
	if _, err := w.Submit(t.Context(), events("c")); apperr.CodeOf(err) != apperr.CodeUnavailable {
		t.Errorf("after Close: %v", err)
	}
	stop()
}

func TestAPanicFailsItsSubmissionAndTheWriterGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore()
		store.open()
		w, stop := newWriter(t, store, ingest.WriterOptions{})
		if _, err := w.Submit(t.Context(), events("panic")); err == nil {
			t.Error("a submission whose transaction panicked was stored")
		}
		if results, err := w.Submit(t.Context(), events("a")); err != nil || outcomes(results) != "created " {
			t.Errorf("after the panic: %v %v", results, err)
		}
		stop()
	})
}

func TestACallerThatLeavesIsNotWaitedFor(t *testing.T) {
	store := newFakeStore()
	w, stop := newWriter(t, store, ingest.WriterOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	context.AfterFunc(ctx, store.open)
	go func() {
		<-store.begun
		cancel()
	}()
	if _, err := w.Submit(ctx, events("a")); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	stop()
	if fmt.Sprint(store.commits) != "[[a]]" {
		t.Errorf("stored %v", store.commits)
	}
}

func TestAnObservationThatCannotBeStoredIsAnswered(t *testing.T) {
	store := newFakeStore()
	w, _ := newWriter(t, store, ingest.WriterOptions{})
	results, err := w.Submit(t.Context(), []ingest.Observation{{Event: &ingest.Event{ID: "e"}}})
	if err != nil || results[0].Field+": "+results[0].Problem != "session_id: field required" {
		t.Errorf("%+v, %v", results, err)
	}
}

// TestWhatIsPreparedIsSubmittedAgain: a batch that could not be stored is not prepared a second time, and its results keep their places.
func TestWhatIsPreparedIsSubmittedAgain(t *testing.T) {
	store := newFakeStore()
	store.down = true
	store.open()
	redacted := 0
	w, _ := newWriter(t, store, ingest.WriterOptions{Redact: func(*ingest.Observation) { redacted++ }})
	prepared := w.Prepare(events("a", "", "b"))
	if _, err := w.SubmitPrepared(t.Context(), prepared); apperr.CodeOf(err) != apperr.CodeUnavailable {
		t.Fatalf("%v", err)
	}
	store.mu.Lock()
	store.down = false
	store.mu.Unlock()
	results, err := w.SubmitPrepared(t.Context(), prepared)
	if err != nil || outcomes(results) != "created problem created " || redacted != 2 {
		t.Errorf("%s, %v, %d observations were redacted", outcomes(results), err, redacted)
	}
}
