package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

func (w *scenario) askReader(r request, body io.Reader) *http.Response {
	asked := httptest.NewRequest(r.method, r.target, body)
	asked.Host = "localhost"
	asked.ContentLength = -1
	for i := 0; i < len(r.header); i += 2 {
		asked.Header.Set(r.header[i], r.header[i+1])
	}
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, asked)
	return recorder.Result()
}

func TestIDsReachTheHandlerUnchanged(t *testing.T) {
	w := newScenario(t, nil)
	for _, id := range []string{"evt-1", "a/b", "100%", "a b", "a+b", "ü", "列表🚀", "%2F", "a?b", "a#b", "a;b", "<b>&\"'", `back\slash`, "export2"} {
		t.Run(id, func(t *testing.T) {
			response := w.ask(request{target: "/api/events/" + url.PathEscape(id)})
			if response.StatusCode != http.StatusOK || w.operations.seen != id {
				t.Errorf("status %d, the handler saw %q", response.StatusCode, w.operations.seen)
			}
		})
	}
}

func TestEmptyParametersAreIgnored(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.Cache = nil })
	for target, want := range map[string]int64{
		"/api/sessions":                     50, // the document's default
		"/api/sessions?status=":             50,
		"/api/sessions?nobody=knows&_=1":    50,
		"/api/sessions?limit=":              50,
		"/api/sessions?limit=7":             7,
		"/api/sessions?limit=7&status=":     7,
		"/api/sessions?unknown=%FF&limit=7": 7,
	} {
		t.Run(target, func(t *testing.T) {
			response := w.ask(request{target: target})
			if response.StatusCode != http.StatusOK || w.operations.limit == nil || *w.operations.limit != want {
				t.Errorf("status %d, limit %v, want %d", response.StatusCode, w.operations.limit, want)
			}
		})
	}
}

func TestEveryGetIsAlsoAHead(t *testing.T) {
	w := newScenario(t, nil)
	for _, target := range []string{"/api/sessions", "/healthz"} {
		response := w.ask(request{method: http.MethodHead, target: target})
		if response.StatusCode != http.StatusOK {
			t.Errorf("HEAD %s: %d", target, response.StatusCode)
		}
	}
}

func TestRequestsHaveIDs(t *testing.T) {
	w := newScenario(t, nil)
	for name, test := range map[string]struct {
		sent string
		kept bool
	}{
		"its own":        {"build-42.a_b", true},
		"none":           {"", false},
		"too long":       {strings.Repeat("x", 65), false},
		"not plain":      {"a b", false},
		"with a newline": {"a\nb", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := w.ask(request{target: "/healthz", header: []string{"X-Request-ID", test.sent}}).Header.Get("X-Request-Id")
			if kept := got == test.sent; kept != test.kept || got == "" {
				t.Errorf("named %q", got)
			}
		})
	}
}

func TestResponsesForbidSniffing(t *testing.T) {
	response := newScenario(t, nil).ask(request{target: "/api/nothing"})
	if response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", response.Header)
	}
}

func TestADocumentThatDiffersFromTheAPIIsRejected(t *testing.T) {
	for name, test := range map[string]struct{ replace, by, want string }{
		"an operation is not routed":     {`"/healthz":`, `"/nobody":`, "/healthz"},
		"a route is not in the document": {`"/readyz":`, `"/ready":`, "GET /readyz"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(gen.OpenAPIJSON), test.replace, test.by, 1)
			if changed == string(gen.OpenAPIJSON) {
				t.Fatal("nothing was replaced")
			}
			document, err := openapi.Load([]byte(changed))
			if err != nil {
				t.Fatal(err)
			}
			_, err = server.New(server.Options{API: &operations{}, Document: document, Logger: newLogger()})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want one that names %q", err, test.want)
			}
		})
	}
}
