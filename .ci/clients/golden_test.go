package clients

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// golden is a recorded request with its response: fixtures/http.
type golden struct {
	operation, name string
	Request         struct {
		Method  string            `json:"method"`
		Target  string            `json:"target"`
		Headers map[string]string `json:"headers"`
		Body    json.RawMessage   `json:"body"`
		Text    *string           `json:"text"`
	} `json:"request"`
	Response struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		Body    json.RawMessage   `json:"body"`
		Text    string            `json:"text"`
		File    string            `json:"file"`
		Lines   []string          `json:"lines"`
	} `json:"response"`
}

// operation is an operation of the document.
type operation struct {
	ID        string              `json:"operationId"`
	Client    string              `json:"x-client"`
	Responses map[string]struct{} `json:"responses"`
	path      string
}

// operations returns the operations that clients carry, by id.
func operations(t *testing.T) map[string]operation {
	t.Helper()
	var document struct {
		Paths map[string]map[string]operation `json:"paths"`
	}
	decodeFile(t, filepath.Join(root, "gen/openapi.json"), &document)
	carried := map[string]operation{}
	for path, methods := range document.Paths {
		for _, o := range methods {
			if o.Client != "none" {
				o.path = path
				carried[o.ID] = o
			}
		}
	}
	return carried
}

// goldens returns the recorded requests of an operation.
func goldens(t *testing.T, operation string) []golden {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "fixtures/http", operation, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens of %s: %v", operation, err)
	}
	var all []golden
	for _, file := range files {
		g := golden{operation: operation, name: strings.TrimSuffix(filepath.Base(file), ".json")}
		decodeFile(t, file, &g)
		all = append(all, g)
	}
	return all
}

func decodeFile(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// body returns the recorded body of a response. Where it differs between runs, it is any JSON.
func (g golden) body(t *testing.T) []byte {
	t.Helper()
	if g.Response.File != "" {
		text, err := os.ReadFile(filepath.Join(root, g.Response.File))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if g.Response.Lines != nil {
		return []byte("{}")
	}
	if g.Response.Text != "" {
		return []byte(g.Response.Text)
	}
	return g.Response.Body
}

// received is the last request that a server of goldens got.
type received struct {
	method string
	url    *url.URL
	header http.Header
	body   any
}

// serveGolden starts a server that responds to every request as recorded.
func serveGolden(t *testing.T, g golden) (base string, last *received) {
	t.Helper()
	last = &received{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last.method, last.url, last.header, last.body = r.Method, r.URL, r.Header, nil
		// A body that is no JSON stays nil.
		_ = json.NewDecoder(r.Body).Decode(&last.body)
		for name, value := range g.Response.Headers {
			w.Header().Set(name, value)
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(g.Response.Status)
		w.Write(g.body(t))
	}))
	t.Cleanup(server.Close)
	return server.URL, last
}

// same fails unless a client sent the recorded request: its path, its query, its headers and its body.
func (g golden) same(t *testing.T, got *received) {
	t.Helper()
	want, err := url.Parse(g.Request.Target)
	if err != nil {
		t.Fatal(err)
	}
	query := want.Query()
	maps.DeleteFunc(query, func(_ string, values []string) bool { return values[0] == "" })
	if got.method != g.Request.Method || got.url.Path != want.Path || !maps.EqualFunc(got.url.Query(), query, slices.Equal[[]string]) {
		t.Errorf("the client asked for %s %s, want %s %s", got.method, got.url, g.Request.Method, g.Request.Target)
	}
	for name, value := range g.Request.Headers {
		if slices.Contains([]string{"X-Agent-Id", "X-Session-Id"}, http.CanonicalHeaderKey(name)) && got.header.Get(name) != value {
			t.Errorf("the header %s is %q, want %q", name, got.header.Get(name), value)
		}
	}
	var body any
	if g.Request.Body != nil {
		if err := json.Unmarshal(g.Request.Body, &body); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(got.body, body) {
		t.Errorf("the client sent %v, want %v", got.body, body)
	}
}
