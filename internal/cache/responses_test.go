package cache_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

func TestAResponseIsComputedOnceWhileItIsValid(t *testing.T) {
	for name, test := range map[string]struct {
		between func(*scenario)
		again   []string // header of the second request
		runs    int64
	}{
		"nothing happened":          {func(*scenario) {}, nil, 1},
		"less than its time":        {func(w *scenario) { w.pass(59 * time.Second) }, nil, 1},
		"its time is over":          {func(w *scenario) { w.pass(time.Minute) }, nil, 2},
		"somebody committed":        {func(w *scenario) { w.generation.Add(1) }, nil, 2},
		"it was dropped":            {func(w *scenario) { w.Invalidate(t.Context(), "/things") }, nil, 2},
		"another was dropped":       {func(w *scenario) { w.Invalidate(t.Context(), "/other") }, nil, 1},
		"the client wants it new":   {func(*scenario) {}, []string{"Cache-Control", "no-cache"}, 2},
		"the client revalidates":    {func(*scenario) {}, []string{"Cache-Control", "max-age=0"}, 1},
		"the client stores nothing": {func(*scenario) {}, []string{"Cache-Control", "no-store"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			w.body(t, "/things")
			test.between(w)
			w.body(t, "/things", test.again...)
			if runs := w.runs.Load(); runs != test.runs {
				t.Errorf("computed %d times, want %d", runs, test.runs)
			}
		})
	}
}

func TestEqualRequestsShareAResponse(t *testing.T) {
	for name, test := range map[string]struct {
		first, second string
		shared        bool
	}{
		"the same":                     {"/things?limit=5", "/things?limit=5", true},
		"another order":                {"/things?limit=5&q=a", "/things?q=a&limit=5", true},
		"an unknown parameter":         {"/things?limit=5", "/things?limit=5&_=1763900000", true},
		"an empty parameter":           {"/things", "/things?q=", true},
		"another value":                {"/things?limit=5", "/things?limit=6", false},
		"a query that is malformed":    {"/things", "/things?q=%zz", false},
		"another path":                 {"/things/a", "/things/b", false},
		"an escaped slash is no slash": {"/things/a%2Fb", "/things/a/b", false},
		"a value cannot end the path":  {"/things?q=a", "/things%3Fq=a", false},
		"a value cannot end the query": {"/things?q=a", "/things?q=a%23HX-Request=true", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			first, second := w.body(t, test.first), w.body(t, test.second)
			if shared := first == second; shared != test.shared {
				t.Errorf("shared: %v, want %v", shared, test.shared)
			}
		})
	}
}

func TestRequestsWithOtherHeadersOfTheOperationShareNoResponse(t *testing.T) {
	for name, test := range map[string]struct {
		first, second []string
		shared        bool
	}{
		"the same":                        {[]string{"HX-Request", "true"}, []string{"HX-Request", "true"}, true},
		"in another spelling":             {[]string{"HX-Request", "true"}, []string{"hx-request", "true"}, true},
		"another value":                   {[]string{"HX-Request", "true"}, []string{"HX-Request", "false"}, false},
		"none":                            {nil, []string{"HX-Request", "true"}, false},
		"a header that is not declared":   {nil, []string{"HX-Target", "feed"}, true},
		"a value cannot become a header":  {[]string{"HX-Request", "true"}, []string{"HX-Request", "true&HX-Request=true"}, false},
		"compressed, from the same entry": {nil, []string{"Accept-Encoding", "gzip"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			first, second := w.body(t, "/things", test.first...), w.body(t, "/things", test.second...)
			if shared := first == second; shared != test.shared {
				t.Errorf("shared: %v, want %v", shared, test.shared)
			}
		})
	}
}

// TestAParameterMayShortenTheTime: a response that covers the last hour ages faster than one that covers all time.
func TestAParameterMayShortenTheTime(t *testing.T) {
	for target, want := range map[string]time.Duration{
		"/things": time.Minute, "/things?within=1h": time.Second, "/things?within=1h&q=a": time.Second, "/things?within=": time.Minute,
		"/things?q=within": time.Minute,
	} {
		w := newScenario(t, nil)
		w.body(t, target)
		w.pass(want - time.Millisecond)
		if w.body(t, target); w.runs.Load() != 1 {
			t.Errorf("%s was computed again before %s", target, want)
		}
		w.pass(time.Millisecond)
		if w.body(t, target); w.runs.Load() != 2 {
			t.Errorf("%s was given out after %s", target, want)
		}
	}
}

func TestAResponseComputedDuringACommitIsNotStored(t *testing.T) {
	w := newScenario(t, nil)
	plain := w.answer
	w.answer = func(out http.ResponseWriter, r *http.Request) {
		plain(out, r)
		w.generation.Store(2) // the commit comes after the rows were read
	}
	w.body(t, "/things")
	if w.body(t, "/things"); w.runs.Load() != 2 {
		t.Error("the answer of before the commit was given out after it")
	}
}

func TestFailuresAreNotStored(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusInternalServerError} {
		w := newScenario(t, nil)
		w.answer = func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Retry-After", "1")
			out.WriteHeader(status)
			out.Write([]byte("why"))
		}
		for range 2 {
			response := w.ask(minute, http.MethodGet, "/things")
			if response.StatusCode != status || response.Header.Get("Retry-After") != "1" || response.Header.Get("Etag") != "" {
				t.Errorf("%d with %v, want %d as it was answered", response.StatusCode, response.Header, status)
			}
		}
		if w.runs.Load() != 2 {
			t.Errorf("status %d was kept", status)
		}
	}
}

func TestAFailureHasTheIDOfItsRequest(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(out http.ResponseWriter, _ *http.Request) {
		id := out.Header().Get("X-Request-Id")
		out.WriteHeader(http.StatusNotFound)
		out.Write([]byte(id))
	}
	recorder := httptest.NewRecorder()
	recorder.Header().Set("X-Request-Id", "req-1")
	w.handler(minute).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/things", nil))
	if body := recorder.Body.String(); body != "req-1" {
		t.Errorf("the failure names %q", body)
	}
}

func TestAResponseThatIsNotStoredHasAnETag(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(out http.ResponseWriter, _ *http.Request) { out.Write([]byte("always the same")) }
	never := cache.Operation{ID: "listQueries"}
	first := w.ask(never, http.MethodGet, "/queries")
	second := w.ask(never, http.MethodGet, "/queries", "If-None-Match", first.Header.Get("Etag"))
	if w.runs.Load() != 2 || second.StatusCode != http.StatusNotModified {
		t.Errorf("%d runs, then status %d; want 2, then 304", w.runs.Load(), second.StatusCode)
	}
}

func TestALargeResponseIsSentButNotStored(t *testing.T) {
	w := newScenario(t, nil)
	large := strings.Repeat("x", 1<<16+1)
	w.answer = func(out http.ResponseWriter, _ *http.Request) { out.Write([]byte(large)) }
	for range 2 {
		if body := w.body(t, "/things"); body != large {
			t.Errorf("%d bytes, want %d", len(body), len(large))
		}
	}
	if w.runs.Load() != 2 {
		t.Error("an answer above the bound was kept")
	}
}

func TestWritesPassThrough(t *testing.T) {
	w := newScenario(t, nil)
	for range 2 {
		w.ask(minute, http.MethodPost, "/things")
	}
	if w.runs.Load() != 2 {
		t.Error("a POST was answered from the cache")
	}
}

func TestTheCacheCounts(t *testing.T) {
	w := newScenario(t, nil)
	for _, target := range []string{"/things", "/things", "/things?limit=1", "/things"} {
		w.body(t, target)
	}
	s := w.Snapshot(t.Context())
	if s.Hits != 2 || s.Misses != 2 || s.Entries != 2 || s.Queries["/things"].Count != 3 || s.Queries["/things"].Hits != 2 {
		t.Errorf("%+v", s)
	}
}
