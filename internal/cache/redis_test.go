package cache_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// patient sets time limits that no busy machine exceeds, brief ones within which a Redis that hangs is noticed soon enough for a test.
const (
	patient = "?dial_timeout=30s&read_timeout=30s&write_timeout=30s&pool_timeout=30s"
	brief   = "?dial_timeout=3s&read_timeout=3s&write_timeout=3s&pool_timeout=3s"
)

func newRedis(t *testing.T, addr string) *cache.Redis {
	t.Helper()
	store, err := cache.NewRedis("redis://" + addr + "/0" + patient)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func TestRedisReturnsStoredEntries(t *testing.T) {
	server := miniredis.RunT(t)
	store := newRedis(t, server.Addr())
	stored := &cache.Entry{
		Header: http.Header{"Content-Type": {"application/json"}, "X-Total-Count": {"3"}}, Body: []byte(`{"a":1}`), ETag: `"tag"`,
		Generation: 7, Stored: time.Date(2026, 3, 18, 15, 30, 0, 5, time.UTC),
	}
	if err := store.Set(t.Context(), "/things", stored, time.Minute); err != nil {
		t.Fatal(err)
	}
	got, err := store.Get(t.Context(), "/things")
	if err != nil {
		t.Fatal(err)
	}
	type visible struct {
		Header     http.Header
		Body, ETag string
		Generation uint64
		Stored     time.Time
	}
	see := func(e *cache.Entry) visible { return visible{e.Header, string(e.Body), e.ETag, e.Generation, e.Stored} }
	if diff := cmp.Diff(see(stored), see(got)); diff != "" {
		t.Error(diff)
	}
	server.FastForward(time.Minute)
	if _, err := store.Get(t.Context(), "/things"); !errors.Is(err, cache.ErrMiss) {
		t.Errorf("%v after its time, want a miss", err)
	}
}

func TestTwoProcessesDoNotShareEntries(t *testing.T) {
	server := miniredis.RunT(t)
	ours, theirs := newRedis(t, server.Addr()), newRedis(t, server.Addr())
	theirs.Set(t.Context(), "/things", entryOf(1), time.Minute)
	if _, err := ours.Get(t.Context(), "/things"); !errors.Is(err, cache.ErrMiss) {
		t.Errorf("got the answer of another process (%v)", err)
	}
	if n, err := ours.Invalidate(t.Context(), ""); n != 0 || err != nil {
		t.Errorf("removed %d of another process (%v)", n, err)
	}
}

func TestRedisInvalidatesByPrefixWithoutWildcards(t *testing.T) {
	store := newRedis(t, miniredis.RunT(t).Addr())
	for _, key := range []string{"/a*", "/ab", "/[x]", "/x"} {
		if err := store.Set(t.Context(), key, entryOf(1), time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		prefix string
		want   int
	}{{"/a*", 1}, {"/[x]", 1}, {"/", 2}} {
		if n, err := store.Invalidate(t.Context(), test.prefix); n != test.want || err != nil {
			t.Errorf("%q removed %d (%v), want %d", test.prefix, n, err, test.want)
		}
	}
}

func TestAGarbledEntryIsAMiss(t *testing.T) {
	server := miniredis.RunT(t)
	store := newRedis(t, server.Addr())
	store.Set(t.Context(), "/things", entryOf(1), time.Minute)
	server.Set(server.Keys()[0], "nonsense")
	if _, err := store.Get(t.Context(), "/things"); !errors.Is(err, cache.ErrMiss) {
		t.Errorf("%v, want a miss", err)
	}
}

func TestResponsesFromRedisAreCompressed(t *testing.T) {
	w := newScenario(t, newRedis(t, miniredis.RunT(t).Addr()))
	w.answer = func(out http.ResponseWriter, _ *http.Request) { io.WriteString(out, prose) }
	for range 2 {
		response := w.ask(minute, http.MethodGet, "/things", "Accept-Encoding", "gzip")
		if response.Header.Get("Content-Encoding") != "gzip" || decoded(t, response) != prose {
			t.Error("not compressed, or not the same")
		}
	}
	if w.runs.Load() != 1 {
		t.Error("Redis did not keep the answer")
	}
}
