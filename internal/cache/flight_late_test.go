package cache_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// lateStore returns a miss to the first request only after another request has stored its response.
type lateStore struct {
	cache.Store
	asked  atomic.Int64
	stored chan struct{}
}

func (s *lateStore) Get(ctx context.Context, key string) (*cache.Entry, error) {
	entry, err := s.Store.Get(ctx, key)
	if s.asked.Add(1) == 1 {
		<-s.stored
	}
	return entry, err
}

func (s *lateStore) Set(ctx context.Context, key string, entry *cache.Entry, ttl time.Duration) error {
	defer close(s.stored)
	return s.Store.Set(ctx, key, entry, ttl)
}

// TestARequestThatFoundNothingTakesWhatWasStoredSince: without that, each request of a burst that is late would compute the response again.
func TestARequestThatFoundNothingTakesWhatWasStoredSince(t *testing.T) {
	store := &lateStore{Store: cache.NewMemory(cache.DefaultMemoryBytes, cache.DefaultMemoryEntries), stored: make(chan struct{})}
	w := newScenario(t, store)
	late := make(chan string)
	go func() { late <- w.body(t, "/things") }()
	for store.asked.Load() == 0 {
		// The first request looks into the store.
	}
	if first := w.ask(minute, http.MethodGet, "/things"); first.StatusCode != http.StatusOK {
		t.Fatalf("status %d", first.StatusCode)
	}
	if body := <-late; body != `{"run":1}` || w.runs.Load() != 1 {
		t.Errorf("the late request got %s after %d runs", body, w.runs.Load())
	}
}
