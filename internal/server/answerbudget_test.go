package server_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/server"
)

// TestResponsesAreComputedWhenThereIsRoom asks for more responses than are computed at the same time. The others wait for their turn, but not
// without an end, and what computes nothing does not wait.
func TestResponsesAreComputedWhenThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room := 4 + runtime.GOMAXPROCS(0)
		w := newScenario(t, func(o *server.Options) { o.Cache = nil })
		began, finish := make(chan struct{}, 2*room), make(chan struct{})
		w.operations.stats = func() error {
			began <- struct{}{}
			<-finish
			return nil
		}
		statuses := make(chan int, 2*room)
		ask := func(n int) {
			for range n {
				go func() { statuses <- w.ask(request{target: "/api/initial-stats"}).StatusCode }()
			}
			synctest.Wait()
		}
		ask(room + 2)
		if len(began) != room {
			t.Errorf("%d are computed at the same time, want %d", len(began), room)
		}
		if got := w.ask(request{target: "/healthz"}).StatusCode; got != http.StatusOK {
			t.Errorf("the health of the server: %d", got)
		}
		finish <- struct{}{}
		synctest.Wait()
		if len(began) != room+1 {
			t.Errorf("%d were begun after one has ended, want %d", len(began), room+1)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(statuses) != 2 {
			t.Fatalf("%d responses, want one and a refusal", len(statuses))
		}
		if first, second := <-statuses, <-statuses; first != http.StatusOK || second != http.StatusServiceUnavailable {
			t.Errorf("%d and %d, want 200 and 503", first, second)
		}
		close(finish)
		for range room {
			if status := <-statuses; status != http.StatusOK {
				t.Errorf("%d, want 200", status)
			}
		}
	})
}

// TestALongListCountsForSeveralResponses fills the room with lists.
func TestALongListCountsForSeveralResponses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room := 4 + runtime.GOMAXPROCS(0)
		for limit, weight := range map[int]int{1: 1, 200: 1, 201: 2, 1000: 5} {
			w := newScenario(t, func(o *server.Options) { o.Cache = nil })
			began, finish := make(chan struct{}, room), make(chan struct{})
			w.operations.sessions = func() {
				began <- struct{}{}
				<-finish
			}
			for range room {
				go w.ask(request{target: fmt.Sprintf("/api/sessions?limit=%d", limit)})
			}
			synctest.Wait()
			if want := room / weight; len(began) != want {
				t.Errorf("%d lists of %d rows are computed at the same time, want %d", len(began), limit, want)
			}
			close(finish)
			synctest.Wait()
		}
	})
}
