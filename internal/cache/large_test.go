package cache_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// stalled is a client that reads nothing until it is let.
type stalled struct {
	*httptest.ResponseRecorder
	writing chan struct{}
	reads   chan struct{}
}

func (s stalled) Write(body []byte) (int, error) {
	s.writing <- struct{}{}
	<-s.reads
	return s.ResponseRecorder.Write(body)
}

// TestFewLargeResponsesWaitForSlowClients sends large responses to clients that do not read them.
func TestFewLargeResponsesWaitForSlowClients(t *testing.T) {
	const body, atOnce = 8 << 20, 8
	synctest.Test(t, func(t *testing.T) {
		w := newScenario(t, nil)
		w.answer = func(out http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("q") == "small" {
				out.Write([]byte("small"))
				return
			}
			out.Write(make([]byte, body))
		}
		refused := make(chan struct{}, 1)
		op := cache.Operation{ID: "listThings", TTL: time.Minute, Parameters: []string{"q"}, Refuse: func(http.ResponseWriter, *http.Request) {
			refused <- struct{}{}
		}}
		writing, reads, done := make(chan struct{}, 2*atOnce), make(chan struct{}), make(chan struct{}, 2*atOnce)
		ask := func(query string) {
			go func() {
				client := stalled{httptest.NewRecorder(), writing, reads}
				w.handler(op).ServeHTTP(client, httptest.NewRequest(http.MethodGet, "/things?q="+query, nil))
				done <- struct{}{}
			}()
		}
		for range atOnce {
			ask("large")
		}
		synctest.Wait()
		ask("large")
		ask("small")
		time.Sleep(time.Minute)
		if len(writing) != atOnce+1 || len(refused) != 1 {
			t.Errorf("%d responses are sent and %d refused, want %d with a small one, and 1", len(writing), len(refused), atOnce+1)
		}
		close(reads)
		for range atOnce + 2 {
			<-done
		}
	})
}
