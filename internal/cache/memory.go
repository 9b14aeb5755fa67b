package cache

import (
	"container/list"
	"context"
	"strings"
	"sync"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

// Default limits of a memory store.
const (
	DefaultMemoryBytes   = 64 << 20
	DefaultMemoryEntries = 4096
)

// Memory is a Store in the memory of the process. go-cache stores the entries and expires them. It has no limit, so a list of the
// keys by age beside it removes the oldest ones.
type Memory struct {
	items      *gocache.Cache
	maxBytes   int
	maxEntries int

	mu    sync.Mutex
	age   *list.List // of *aged, oldest first
	byKey map[string]*list.Element
	bytes int
}

type aged struct {
	key        string
	size       int
	generation uint64
}

// NewMemory returns a store for at most maxEntries entries with at most maxBytes in total.
func NewMemory(maxBytes, maxEntries int) *Memory {
	return &Memory{
		// No janitor: an expired entry is removed when it is requested, replaced, or the oldest one.
		items: gocache.New(gocache.NoExpiration, 0), maxBytes: maxBytes, maxEntries: maxEntries,
		age: list.New(), byKey: map[string]*list.Element{},
	}
}

// Get returns the entry of key, or ErrMiss.
func (m *Memory) Get(_ context.Context, key string) (*Entry, error) {
	item, ok := m.items.Get(key)
	if !ok {
		return nil, ErrMiss
	}
	return item.(*Entry), nil
}

// Set stores an entry, and removes the oldest ones while they are of an older generation, because no response is of that generation again, or
// the store exceeds its limits. An entry that is larger than the store is not stored.
func (m *Memory) Set(_ context.Context, key string, entry *Entry, ttl time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(key)
	size := entry.size() + len(key)
	if size > m.maxBytes {
		return nil
	}
	for oldest := m.age.Front(); oldest != nil; oldest = m.age.Front() {
		old := oldest.Value.(*aged)
		if old.generation >= entry.Generation && m.age.Len() < m.maxEntries && m.bytes+size <= m.maxBytes {
			break
		}
		m.drop(old.key)
	}
	m.items.Set(key, entry, ttl)
	m.byKey[key] = m.age.PushBack(&aged{key: key, size: size, generation: entry.Generation})
	m.bytes += size
	return nil
}

// drop removes key. The caller holds the lock.
func (m *Memory) drop(key string) {
	element, ok := m.byKey[key]
	if !ok {
		return
	}
	m.bytes -= element.Value.(*aged).size
	m.age.Remove(element)
	delete(m.byKey, key)
	m.items.Delete(key)
}

// Invalidate removes the entries whose key begins with prefix.
func (m *Memory) Invalidate(_ context.Context, prefix string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	removed := 0
	for key := range m.byKey {
		if strings.HasPrefix(key, prefix) {
			m.drop(key)
			removed++
		}
	}
	return removed, nil
}

// Len returns the number of entries.
func (m *Memory) Len(context.Context) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.age.Len()
}

// Close removes all entries.
func (m *Memory) Close() error {
	_, err := m.Invalidate(context.Background(), "")
	return err
}
