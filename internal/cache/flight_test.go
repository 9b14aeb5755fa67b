package cache_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// gate blocks the handler of w until open is called. started is closed when the first run has started.
func (w *scenario) gate() (started <-chan struct{}, open func()) {
	began, opened := make(chan struct{}), make(chan struct{})
	var once sync.Once
	answer := w.answer
	w.answer = func(out http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(began) })
		<-opened
		answer(out, r)
	}
	return began, func() { close(opened) }
}

func TestConcurrentRequestsShareOneComputation(t *testing.T) {
	w := newScenario(t, nil)
	started, open := w.gate()
	var all sync.WaitGroup
	bodies := make(chan string, 50)
	ask := func() {
		all.Go(func() { bodies <- w.body(t, "/things") })
	}
	ask()
	<-started
	for range 49 {
		ask()
	}
	open()
	all.Wait()
	close(bodies)
	for body := range bodies {
		if body != `{"run":1}` {
			t.Errorf("somebody got %s", body)
		}
	}
	if runs := w.runs.Load(); runs != 1 {
		t.Errorf("computed %d times, want once", runs)
	}
}

func TestARequestAfterACommitDoesNotShareAComputationFromBefore(t *testing.T) {
	w := newScenario(t, nil)
	started, open := w.gate()
	var all sync.WaitGroup
	all.Go(func() { w.body(t, "/things") })
	<-started
	w.generation.Add(1)
	all.Go(func() { w.body(t, "/things") })
	for w.runs.Load() < 2 {
		// The second computation starts although the first has not finished.
	}
	open()
	all.Wait()
}

func TestAClientThatLeavesDoesNotCancelASharedComputation(t *testing.T) {
	w := newScenario(t, nil)
	started, open := w.gate()
	ctx, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/things", nil)
		w.handler(minute).ServeHTTP(httptest.NewRecorder(), request)
	})
	<-started
	body := make(chan string, 1)
	all.Go(func() { body <- w.body(t, "/things") })
	leave()
	open()
	all.Wait()
	if got := <-body; got != `{"run":1}` && got != `{"run":2}` {
		t.Errorf("who stayed got %q", got)
	}
}

func TestAPanicReachesTheCallerAndNothingIsStored(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(http.ResponseWriter, *http.Request) { panic("at the disco") }
	for run := range int64(2) {
		caught := func() (value any) {
			defer func() { value = recover() }()
			w.ask(minute, http.MethodGet, "/things")
			return nil
		}()
		err, _ := caught.(error)
		var carried *cache.PanicError
		if !errors.As(err, &carried) || carried.Value != "at the disco" || len(carried.Stack) == 0 {
			t.Errorf("caught %v, want the panic with its stack", caught)
		}
		if w.runs.Load() != run+1 {
			t.Errorf("%d runs after %d requests", w.runs.Load(), run+1)
		}
	}
}
