package cache

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// maxTracked is the largest number of keys with their own counters. Further keys are counted under their operation.
const maxTracked = 1000

// metrics counts hits, misses and their durations.
type metrics struct {
	hits, misses, errors atomic.Int64

	mu    sync.Mutex
	byKey map[string]*queryCounter
}

type queryCounter struct {
	count, hits int64
	total       time.Duration
}

func newMetrics() *metrics { return &metrics{byKey: map[string]*queryCounter{}} }

func (m *metrics) record(key, operation string, hit bool, took time.Duration) {
	if hit {
		m.hits.Add(1)
	} else {
		m.misses.Add(1)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	counter := m.counter(key, operation)
	counter.count++
	counter.total += took
	if hit {
		counter.hits++
	}
}

// counter returns the counter of key, or of the operation where there are too many keys. The caller holds the lock.
func (m *metrics) counter(key, operation string) *queryCounter {
	counter, ok := m.byKey[key]
	if !ok && len(m.byKey) >= maxTracked {
		key = operation
		counter, ok = m.byKey[key]
	}
	if !ok {
		counter = &queryCounter{}
		m.byKey[key] = counter
	}
	return counter
}

// Snapshot holds the counters of the cache at one moment.
type Snapshot struct {
	// TTL is the longest TTL of all operations.
	TTL     time.Duration
	Entries int
	Hits    int64
	Misses  int64
	// Errors is the number of failures of the store.
	Errors  int64
	Queries map[string]Query
}

// Query holds the counters of one key, or of an operation with too many keys.
type Query struct {
	Count int64
	Hits  int64
	Total time.Duration
}

// Snapshot returns the counters by query, and the number of entries.
func (c *Responses) Snapshot(ctx context.Context) Snapshot {
	snapshot := c.Counters()
	snapshot.Entries = c.Store.Len(ctx)
	c.metrics.mu.Lock()
	defer c.metrics.mu.Unlock()
	snapshot.Queries = make(map[string]Query, len(c.metrics.byKey))
	for key, counter := range c.metrics.byKey {
		snapshot.Queries[key] = Query{Count: counter.count, Hits: counter.hits, Total: counter.total}
	}
	return snapshot
}

// Counters returns the totals without asking the store.
func (c *Responses) Counters() Snapshot {
	return Snapshot{TTL: c.longest, Hits: c.metrics.hits.Load(), Misses: c.metrics.misses.Load(), Errors: c.metrics.errors.Load()}
}
