package mock_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	recorded "github.com/htmlgraph/htmlgraph/gen/mock"
	"github.com/htmlgraph/htmlgraph/internal/mock"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

const fixtures = "../../fixtures/http"

func newMock(t *testing.T) http.Handler {
	t.Helper()
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	recordings, err := mock.Unpack(recorded.Recordings)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := mock.New(mock.Options{Document: document, Recordings: recordings, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func ask(handler http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestAMockRespondsAsRecorded(t *testing.T) {
	handler := newMock(t)
	tests := map[string]struct {
		method, target, body string
		header               []string
		status               int
		golden, contains     string
	}{
		"to the same request":                {target: "/api/events?limit=5", status: 200, golden: "first-page"},
		"whatever the order of parameters":   {target: "/api/events?limit=2&agent_id=unknown", status: 200, golden: "unknown-agent"},
		"to any other with the first":        {target: "/api/events?limit=7", status: 200},
		"with what a header names":           {target: "/api/events", header: []string{"X-Golden", "none"}, status: 200, golden: "none", contains: "[]"},
		"with what the query names":          {target: "/api/events?golden=none", status: 200, golden: "none", contains: "[]"},
		"with other circumstances by name":   {target: "/api/events?golden=locked", status: 503, golden: "locked", contains: "locked"},
		"to a body":                          {method: "POST", target: "/api/events", body: `{"agent_id": "a", "session_id": "s", "event_type": "tool_call"}`, status: 200, contains: "results"},
		"an unknown name is refused":         {target: "/api/events?golden=no-such", status: 422, contains: "first-page"},
		"an invalid parameter is refused":    {target: "/api/events?limit=x", status: 422, contains: `"loc":["query","limit"]`},
		"an invalid body is refused":         {method: "POST", target: "/api/sessions", body: `{}`, status: 422, contains: "session_id"},
		"an unknown path":                    {target: "/api/no-such", status: 404},
		"an unknown method":                  {method: "DELETE", target: "/api/events", status: 405},
		"a foreign host is refused":          {target: "/api/events", header: []string{"Host", "evil.example"}, status: 403},
		"an id that was not recorded":        {target: "/api/events/some-id", status: 200},
		"what is not recorded is not found":  {target: "/openapi.json", status: 404, contains: "is recorded"},
		"an id with a slash, as it was sent": {target: "/api/events/odd%2Fid%20100%25", status: 200, contains: "odd/id 100%"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.method == "" {
				test.method = http.MethodGet
			}
			r := httptest.NewRequest(test.method, test.target, strings.NewReader(test.body))
			r.Host = "localhost"
			for i := 0; i+1 < len(test.header); i += 2 {
				r.Header.Set(test.header[i], test.header[i+1])
			}
			if host := r.Header.Get("Host"); host != "" {
				r.Host = host
			}
			if test.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.status || test.golden != "" && w.Header().Get(mock.Header) != test.golden || !strings.Contains(w.Body.String(), test.contains) {
				t.Errorf("status %d, golden %q, want %d and %q: %s", w.Code, w.Header().Get(mock.Header), test.status, test.golden, w.Body)
			}
		})
	}
}

// TestEachRecordingIsServed asks for each recording by its name, with a request that is valid, and compares the whole response.
func TestEachRecordingIsServed(t *testing.T) {
	handler, document := newMock(t), load(t)
	all, err := testkit.LoadFixtures(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	served := 0
	for operation, cases := range all {
		valid := validRequest(cases)
		for _, fixture := range cases {
			if valid == nil || !fixture.HoldsBody() {
				continue
			}
			method, target, body := valid.Request.Method, valid.Request.Target, string(valid.Request.Body)
			header := []string{mock.Header, fixture.Name()}
			for name, value := range valid.Request.Header {
				header = append(header, name, value)
			}
			w := ask(handler, method, target, body, header...)
			want := fixture.Want()
			if w.Code != want.Status || w.Body.String() != string(want.Body) && !sameJSON(w.Body.Bytes(), want.Body) {
				t.Errorf("%s/%s: status %d, want %d: %.200s", operation, fixture.Name(), w.Code, want.Status, w.Body)
			}
			served++
		}
		if _, ok := document.Operation(operation); !ok {
			t.Errorf("%s is no operation", operation)
		}
	}
	if served < 300 {
		t.Errorf("%d recordings were asked for, want hundreds", served)
	}
}

func load(t *testing.T) *testkit.Document {
	t.Helper()
	document, err := testkit.LoadDocument(gen.OpenAPIYAML)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// validRequest returns a recording whose request a server does not refuse.
func validRequest(cases []*testkit.Fixture) *testkit.Fixture {
	for _, c := range cases {
		if c.Scenario == "" && c.Response.Status < http.StatusMultipleChoices && c.Request.Text == "" {
			return c
		}
	}
	return nil
}

func sameJSON(a, b []byte) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	one, _ := json.Marshal(x)
	other, _ := json.Marshal(y)
	return bytes.Equal(one, other)
}

func TestFoldersOfRecordingsAreRead(t *testing.T) {
	for name, test := range map[string]struct{ file, text, problem string }{
		"a recording":       {file: "listEvents/one.json", text: `{"request": {"method": "GET", "target": "/api/events"}, "response": {"status": 200, "body": []}}`},
		"no JSON":           {file: "listEvents/one.json", text: `{`, problem: "listEvents/one.json"},
		"without a status":  {file: "listEvents/one.json", text: `{"request": {"method": "GET", "target": "/"}}`, problem: "response.status"},
		"without a request": {file: "listEvents/one.json", text: `{"response": {"status": 200}}`, problem: "request.method"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, test.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			recordings, err := mock.Read(os.DirFS(folder))
			if test.problem == "" && (err != nil || len(recordings) != 1) || test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("%d recordings, %v, want the problem %q", len(recordings), err, test.problem)
			}
		})
	}
}
