package cache_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

func entryOf(size int) *cache.Entry { return &cache.Entry{Body: make([]byte, size), ETag: `"e"`} }

// held returns the numbers of the keys key-0 to key-n that are stored.
func held(t *testing.T, store cache.Store, n int) []int {
	t.Helper()
	var numbers []int
	for i := range n {
		_, err := store.Get(t.Context(), fmt.Sprint("key-", i))
		switch {
		case err == nil:
			numbers = append(numbers, i)
		case !errors.Is(err, cache.ErrMiss):
			t.Fatal(err)
		}
	}
	return numbers
}

func TestMemoryRemovesTheOldestEntriesBeyondItsLimits(t *testing.T) {
	for name, test := range map[string]struct {
		maxBytes, maxEntries, size int
		want                       string
	}{
		"room for all":     {1 << 20, 100, 10, "[0 1 2 3 4 5]"},
		"too many entries": {1 << 20, 3, 10, "[3 4 5]"},
		"too many bytes":   {5 * 1024, 100, 1000, "[4 5]"},
		"each too large":   {1024, 100, 4096, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			store := cache.NewMemory(test.maxBytes, test.maxEntries)
			for i := range 6 {
				if err := store.Set(t.Context(), fmt.Sprint("key-", i), entryOf(test.size), time.Minute); err != nil {
					t.Fatal(err)
				}
			}
			got := held(t, store, 6)
			if fmt.Sprint(got) != test.want || store.Len(t.Context()) != len(got) {
				t.Errorf("holds %v (%d), want %s", got, store.Len(t.Context()), test.want)
			}
		})
	}
}

func TestMemoryRemovesEntriesOfOlderGenerations(t *testing.T) {
	for name, test := range map[string]struct {
		generations []uint64
		want        string
	}{
		"all of one":  {[]uint64{7, 7, 7}, "[0 1 2]"},
		"a newer one": {[]uint64{7, 7, 8}, "[2]"},
		"each newer":  {[]uint64{7, 8, 9}, "[2]"},
		"one that was computed before the newest": {[]uint64{8, 7, 8}, "[0 1 2]"},
		"that goes with the ones before it":       {[]uint64{8, 7, 8, 9}, "[3]"},
	} {
		t.Run(name, func(t *testing.T) {
			store := cache.NewMemory(1<<20, 100)
			for i, generation := range test.generations {
				entry := entryOf(10)
				entry.Generation = generation
				if err := store.Set(t.Context(), fmt.Sprint("key-", i), entry, time.Minute); err != nil {
					t.Fatal(err)
				}
			}
			got := held(t, store, len(test.generations))
			if fmt.Sprint(got) != test.want || store.Len(t.Context()) != len(got) {
				t.Errorf("holds %v (%d), want %s", got, store.Len(t.Context()), test.want)
			}
		})
	}
}

func TestMemoryReplacesAnEntryWithoutCountingItTwice(t *testing.T) {
	store := cache.NewMemory(1<<20, 3)
	for range 10 {
		for i := range 3 {
			store.Set(t.Context(), fmt.Sprint("key-", i), entryOf(10), time.Minute)
		}
	}
	if got := held(t, store, 3); len(got) != 3 {
		t.Errorf("holds %v, want all three", got)
	}
}

func TestMemoryExpiresEntries(t *testing.T) {
	store := cache.NewMemory(1<<20, 3)
	store.Set(t.Context(), "key-0", entryOf(10), time.Nanosecond)
	for len(held(t, store, 1)) > 0 {
		// The TTL of one nanosecond is over at once.
	}
}

func TestMemoryInvalidatesByPrefix(t *testing.T) {
	store := cache.NewMemory(1<<20, 100)
	for _, key := range []string{"/a", "/a?limit=1", "/ab", "/b"} {
		store.Set(t.Context(), key, entryOf(1), time.Minute)
	}
	for _, test := range []struct {
		prefix string
		want   int
	}{{"/none", 0}, {"/a?", 1}, {"/a", 2}, {"", 1}, {"", 0}} {
		if n, err := store.Invalidate(t.Context(), test.prefix); n != test.want || err != nil {
			t.Errorf("%q removed %d (%v), want %d", test.prefix, n, err, test.want)
		}
	}
}
