package cache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"

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

// TestWhoWaitsForADatabaseThatDoesNotAnswerSharesTheFailure: every other failure is computed for each request.
func TestWhoWaitsForADatabaseThatDoesNotAnswerSharesTheFailure(t *testing.T) {
	for status, runs := range map[int]int64{http.StatusServiceUnavailable: 1, http.StatusInternalServerError: 3} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { failTogether(t, status, runs) })
		})
	}
}

// failTogether sends three requests at once, all of which fail, and expects so many runs.
func failTogether(t *testing.T, status int, runs int64) {
	w := newScenario(t, nil)
	body := func(id string) string {
		return fmt.Sprintf(`{"detail":"one","request_id":"%s","status":%d}`, id, status)
	}
	w.answer = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Retry-After", "1")
		out.WriteHeader(status)
		io.WriteString(out, body(out.Header().Get("X-Request-Id")))
	}
	_, open := w.gate()
	var all sync.WaitGroup
	for _, id := range []string{"one", "two", "one-more"} {
		all.Go(func() {
			out := httptest.NewRecorder()
			out.Header().Set("X-Request-Id", id)
			w.handler(minute).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/things", nil))
			if out.Code != status || out.Body.String() != body(id) || out.Header().Get("X-Request-Id") != id || out.Header().Get("Retry-After") != "1" {
				t.Errorf("%s got %d %s with %v", id, out.Code, out.Body, out.Header())
			}
		})
	}
	synctest.Wait()
	open()
	all.Wait()
	if got := w.runs.Load(); got != runs {
		t.Errorf("computed %d times, want %d", got, runs)
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
