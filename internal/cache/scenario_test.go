package cache_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// scenario is a response cache in front of a handler that counts its runs.
type scenario struct {
	*cache.Responses
	generation atomic.Uint64
	runs       atomic.Int64
	// answer is what the handler does after it has counted the run.
	answer http.HandlerFunc

	mu  sync.Mutex
	now time.Time
	// handlers holds the handler of each operation, by its description: they are made before requests come, as in a server.
	handlers map[string]http.Handler
}

// minute is the operation of most tests.
var minute = cache.Operation{
	ID: "listThings", TTL: time.Minute, Parameters: []string{"limit", "q", "within"}, Headers: []string{"HX-Request"},
	TTLs: map[string]time.Duration{"within": time.Second},
}

func newScenario(t *testing.T, store cache.Store) *scenario {
	t.Helper()
	if store == nil {
		store = cache.NewMemory(cache.DefaultMemoryBytes, cache.DefaultMemoryEntries)
	}
	w := &scenario{now: time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC), handlers: map[string]http.Handler{}}
	w.generation.Store(1)
	w.answer = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(out, `{"run":%d}`, w.runs.Load())
	}
	w.Responses = cache.New(cache.Options{
		Store: store, Generation: w.generation.Load, Now: w.clock, Logger: slog.New(slog.DiscardHandler), MaxBody: 1 << 16,
	})
	return w
}

func (w *scenario) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *scenario) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// handler returns the cache in front of the counting handler.
func (w *scenario) handler(op cache.Operation) http.Handler {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := fmt.Sprint(op)
	if w.handlers[key] == nil {
		w.handlers[key] = w.Handler(op, http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			w.runs.Add(1)
			w.answer(out, r)
		}))
	}
	return w.handlers[key]
}

// ask sends a request through the cache. header is a list of names and values.
func (w *scenario) ask(op cache.Operation, method, target string, header ...string) *http.Response {
	request := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	w.handler(op).ServeHTTP(recorder, request)
	return recorder.Result()
}

// body requests target and returns the body of the response.
func (w *scenario) body(t *testing.T, target string, header ...string) string {
	t.Helper()
	response := w.ask(minute, http.MethodGet, target, header...)
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", response.StatusCode, err)
	}
	return string(body)
}
