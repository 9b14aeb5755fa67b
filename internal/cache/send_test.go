package cache_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// prose is long enough to be compressed.
var prose = strings.Repeat("the quick brown fox ", 200)

func TestResponsesAreCompressedForClientsThatAcceptIt(t *testing.T) {
	for name, test := range map[string]struct {
		accept, body string
		compressed   bool
	}{
		"accepted":              {"gzip", prose, true},
		"in capitals":           {"GZIP", prose, true},
		"one of many":           {"br;q=1.0, gzip;q=0.8, *;q=0.1", prose, true},
		"anything":              {"*", prose, true},
		"refused":               {"gzip;q=0", prose, false},
		"refused with decimals": {"gzip; q=0.000, br", prose, false},
		"not taken":             {"br", prose, false},
		"not named":             {"", prose, false},
		"too short to pay":      {"gzip", "short", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			w.answer = func(out http.ResponseWriter, _ *http.Request) { io.WriteString(out, test.body) }
			for range 2 { // computed, then from the cache
				response := w.ask(minute, http.MethodGet, "/things", "Accept-Encoding", test.accept)
				if compressed := response.Header.Get("Content-Encoding") == "gzip"; compressed != test.compressed {
					t.Fatalf("compressed: %v, want %v", compressed, test.compressed)
				}
				if body := decoded(t, response); body != test.body {
					t.Errorf("%d bytes, want %d", len(body), len(test.body))
				}
				if vary := response.Header.Get("Vary"); vary != "Accept-Encoding, HX-Request" {
					t.Errorf("Vary is %q", vary)
				}
			}
		})
	}
}

// decoded reads the body and compares its length with Content-Length.
func decoded(t *testing.T, response *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if length := response.Header.Get("Content-Length"); length != strconv.Itoa(len(raw)) {
		t.Errorf("Content-Length is %s, the body has %d bytes", length, len(raw))
	}
	if response.Header.Get("Content-Encoding") != "gzip" {
		return string(raw)
	}
	reader, err := gzip.NewReader(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestAClientWithTheCurrentResponseGets304(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(out http.ResponseWriter, _ *http.Request) { io.WriteString(out, prose) }
	etag := w.ask(minute, http.MethodGet, "/things").Header.Get("Etag")
	zipped := w.ask(minute, http.MethodGet, "/things", "Accept-Encoding", "gzip").Header.Get("Etag")
	if etag == zipped {
		t.Fatal("two representations have one ETag")
	}
	for name, test := range map[string]struct {
		header string
		status int
	}{
		"the same":       {etag, http.StatusNotModified},
		"compressed":     {zipped, http.StatusNotModified},
		"weak":           {"W/" + etag, http.StatusNotModified},
		"one of many":    {`"other", ` + etag, http.StatusNotModified},
		"any":            {"*", http.StatusNotModified},
		"another":        {`"other"`, http.StatusOK},
		"without quotes": {strings.Trim(etag, `"`), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			response := w.ask(minute, http.MethodGet, "/things", "If-None-Match", test.header)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if response.Header.Get("Etag") != etag {
				t.Errorf("ETag %s, want %s", response.Header.Get("Etag"), etag)
			}
			if body, _ := io.ReadAll(response.Body); test.status == http.StatusNotModified && len(body) > 0 {
				t.Errorf("304 with %d bytes", len(body))
			}
		})
	}
}

func TestVaryNamesTheHeadersOfTheOperationAndOfTheMiddleware(t *testing.T) {
	w := newScenario(t, nil)
	for _, from := range []string{"the handler", "the store"} {
		out := httptest.NewRecorder()
		out.Header().Set("Vary", "Origin")
		w.handler(minute).ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/things", nil))
		if got := strings.Join(out.Header()["Vary"], ", "); got != "Origin, Accept-Encoding, HX-Request" {
			t.Errorf("from %s: Vary is %q", from, got)
		}
	}
}

func TestAStoredPageHasItsPolicy(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Security-Policy", "default-src 'none'")
		io.WriteString(out, prose)
	}
	for range 2 {
		if got := w.ask(minute, http.MethodGet, "/things").Header.Get("Content-Security-Policy"); got != "default-src 'none'" {
			t.Errorf("the policy is %q", got)
		}
	}
	if w.runs.Load() != 1 {
		t.Error("it was not stored")
	}
}

func TestTheETagFollowsTheContent(t *testing.T) {
	w := newScenario(t, nil)
	first := w.ask(minute, http.MethodGet, "/things").Header.Get("Etag")
	w.generation.Add(1)
	if second := w.ask(minute, http.MethodGet, "/things").Header.Get("Etag"); first == second {
		t.Error("another answer has the same ETag")
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	w := newScenario(t, nil)
	w.answer = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("X-Total-Count", "7")
		io.WriteString(out, prose)
	}
	head := w.ask(minute, http.MethodHead, "/things")
	get := w.ask(minute, http.MethodGet, "/things")
	for _, name := range []string{"Content-Length", "Etag", "X-Total-Count", "Cache-Control"} {
		if head.Header.Get(name) != get.Header.Get(name) || get.Header.Get(name) == "" {
			t.Errorf("%s: %q for HEAD, %q for GET", name, head.Header.Get(name), get.Header.Get(name))
		}
	}
	if body, _ := io.ReadAll(head.Body); len(body) > 0 {
		t.Errorf("HEAD has a body of %d bytes", len(body))
	}
	if w.runs.Load() != 1 {
		t.Error("HEAD and GET do not share the answer")
	}
}
