package verify_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/verify"
)

// scenario are the rows of the golden fixtures.
const scenario = "../../fixtures/http/scenario.sql"

// newServer returns the server of a database with the rows of a script.
func newServer(t *testing.T, script, token string) http.Handler {
	t.Helper()
	path := filepath.Join(t.TempDir(), "verify.db")
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, script)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path}, Version: "verify", AssetVersion: "verify", Token: token,
		Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service.Server
}

func golden(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(scenario)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// options are those of a check of a server, whose streams are not waited for long.
func options(t *testing.T, base string) verify.Options {
	t.Helper()
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return verify.Options{
		Base: address, Document: document, Patience: time.Minute, StreamWait: 50 * time.Millisecond, Longest: 16 << 20, Now: time.Now,
	}
}

func start(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func TestTheServerIsAsDocumented(t *testing.T) {
	for name, test := range map[string]struct {
		script, token string
		write         bool
		requests      int
	}{
		"the database of the fixtures":   {script: golden(t), requests: 300},
		"an empty database":              {requests: 280},
		"a token":                        {script: golden(t), token: "secret", requests: 300},
		"writing to the fixtures":        {script: golden(t), write: true, requests: 330},
		"writing to an empty database":   {write: true, requests: 310},
		"writing to a server of a token": {token: "secret", write: true, requests: 310},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, start(t, newServer(t, test.script, test.token)))
			o.Token, o.Write = test.token, test.write
			report, err := verify.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range report.Checks {
				for _, d := range c.Deviations {
					t.Errorf("%s: %s", c.Operation, d)
				}
			}
			if len(report.Checks) != len(o.Document.Operations()) || report.Requests() < test.requests || report.Version != gen.Version {
				t.Errorf("%d operations, %d requests, version %q", len(report.Checks), report.Requests(), report.Version)
			}
			if all := report.Checked() == len(report.Checks); all != test.write {
				t.Errorf("%d of %d operations were checked", report.Checked(), len(report.Checks))
			}
		})
	}
}

func TestItOnlyReads(t *testing.T) {
	server := newServer(t, golden(t), "")
	o := options(t, start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s was sent", r.Method, r.URL)
		}
		server.ServeHTTP(w, r)
	})))
	if _, err := verify.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}

// spoiled is a response of the server that a sabotage changes before it is sent.
type spoiled struct {
	request *http.Request
	status  int
	header  http.Header
	body    []byte
}

// item changes the members of the first item of a list.
func (s *spoiled) item(change func(map[string]any)) {
	var items []map[string]any
	if json.Unmarshal(s.body, &items) == nil && len(items) > 0 {
		change(items[0])
		s.body, _ = json.Marshal(items)
	}
}

// spoil returns the server with one kind of response changed.
func spoil(server http.Handler, path string, change func(*spoiled)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			server.ServeHTTP(w, r)
			return
		}
		recorder := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		server.ServeHTTP(recorder, r)
		s := &spoiled{r, recorder.Code, recorder.Header(), recorder.Body.Bytes()}
		change(s)
		s.header.Del("Content-Length")
		for name, values := range s.header {
			w.Header()[name] = values
		}
		w.WriteHeader(s.status)
		if s.status != http.StatusNotModified {
			w.Write(s.body)
		}
	})
}

func TestSabotageIsFound(t *testing.T) {
	const list, one = "/api/events", "/api/initial-stats"
	server := newServer(t, golden(t), "")
	for name, test := range map[string]struct {
		path, operation, said string
		change                func(*spoiled)
	}{
		"a member is dropped":      {list, "listEvents", "/0/status: field required", func(s *spoiled) { s.item(func(m map[string]any) { delete(m, "status") }) }},
		"a member is added":        {list, "listEvents", "members that are not documented: extra", func(s *spoiled) { s.item(func(m map[string]any) { m["extra"] = 1 }) }},
		"a member is null":         {list, "listEvents", "/0/event_id: ", func(s *spoiled) { s.item(func(m map[string]any) { m["event_id"] = nil }) }},
		"a member of another type": {list, "listEvents", "/0/session_id: value must be a string", func(s *spoiled) { s.item(func(m map[string]any) { m["session_id"] = 7 }) }},
		"another status":           {one, "getInitialStats", "status 201 is not documented", func(s *spoiled) { s.status = http.StatusCreated }},
		"a status of the server":   {one, "getInitialStats", "the document permits this request", func(s *spoiled) { s.status = http.StatusInternalServerError }},
		"another content type":     {one, "getInitialStats", `content type "text/plain" is not documented`, func(s *spoiled) { s.header.Set("Content-Type", "text/plain") }},
		"no content type":          {one, "getInitialStats", `content type`, func(s *spoiled) { s.header["Content-Type"] = nil }},
		"a header is missing":      {list, "listEvents", "X-Total-Count", func(s *spoiled) { s.header.Del("X-Total-Count") }},
		"a header is no number":    {list, "listEvents", "X-Total-Count", func(s *spoiled) { s.header.Set("X-Total-Count", "many") }},
		"no ETag":                  {one, "getInitialStats", "has an ETag", func(s *spoiled) { s.header.Del("ETag") }},
		"an ETag that never holds": {one, "getInitialStats", "the status 304", func(s *spoiled) { s.status = http.StatusOK }},
		"broken JSON":              {one, "getInitialStats", "", func(s *spoiled) { s.body = []byte(`{"a": `) }},
		"a redirect": {one, "getInitialStats", "the document permits this request", func(s *spoiled) {
			s.status = http.StatusFound
			s.header.Set("Location", "/api/metrics")
		}},
		"invalid values are taken": {list, "listEvents", "limit is not valid", func(s *spoiled) {
			if s.status == http.StatusUnprocessableEntity {
				s.status, s.body = http.StatusOK, []byte("[]")
				s.header.Set("Content-Type", "application/json")
				s.header.Set("X-Total-Count", "0")
				s.header.Set("Link", `</api/events>; rel="first"`)
			}
		}},
		"a problem of another form": {list, "listEvents", "", func(s *spoiled) {
			if s.status == http.StatusUnprocessableEntity {
				s.body = []byte(`{"error": "no"}`)
			}
		}},
		"the next page is elsewhere": {list, "listEvents", "the next page is on the same server", func(s *spoiled) {
			s.header.Set("Link", `<https://elsewhere.example/api/events>; rel="next"`)
		}},
		"the next page is refused": {list, "listEvents", "the document permits this request", func(s *spoiled) {
			if s.request.URL.Query().Has("cursor") {
				s.status = http.StatusUnprocessableEntity
			}
		}},
		"lines that are not JSON": {"/api/events/export", "exportEvents", "each line is JSON", func(s *spoiled) {
			s.body = append([]byte("no JSON\n"), s.body...)
		}},
		"an unknown id is found":     {"/api/sessions/verify-no-such-id", "getSession", "there is no such id", func(s *spoiled) { s.status = http.StatusOK }},
		"an unknown number is found": {"/api/parts/9007199254740991/content", "getPartContent", "there is no such id", func(s *spoiled) { s.status = http.StatusOK }},
		"an unknown digest is found": {"/api/blobs/" + strings.Repeat("0", 64), "getBlob", "there is no such id", func(s *spoiled) { s.status = http.StatusOK }},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := verify.Run(t.Context(), options(t, start(t, spoil(server, test.path, test.change))))
			if err != nil {
				t.Fatal(err)
			}
			expectDeviation(t, report, test.operation, test.said)
		})
	}
}

// expectDeviation expects that one operation deviates, in what is said, and no other.
func expectDeviation(t *testing.T, report verify.Report, operation, said string) {
	t.Helper()
	var found []string
	for _, c := range report.Checks {
		for _, d := range c.Deviations {
			if c.Operation != operation {
				t.Errorf("%s: %s", c.Operation, d)
			}
			found = append(found, d.String())
		}
	}
	if !slices.ContainsFunc(found, func(d string) bool { return strings.Contains(d, said) }) {
		t.Errorf("found %q, want %q", found, said)
	}
}

// instead returns the server, with another handler in place of a path.
func instead(server http.Handler, path string, handler http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			handler(w, r)
			return
		}
		server.ServeHTTP(w, r)
	})
}

func TestBadConnectionsAreFound(t *testing.T) {
	server := newServer(t, golden(t), "")
	for name, test := range map[string]struct {
		path, operation, said string
		handler               http.HandlerFunc
		change                func(*verify.Options)
	}{
		"a body without an end": {"/api/initial-stats", "getInitialStats", "a body ends", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("ETag", `"x"`)
			for r.Context().Err() == nil {
				w.Write(bytes.Repeat([]byte(" "), 1<<16))
			}
		}, func(o *verify.Options) { o.Longest = 1 << 20 }},
		"a connection that is cut": {"/api/initial-stats", "getInitialStats", "over HTTP", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			conn.Close()
		}, nil},
		"a stream that is a page": {"/api/events/stream", "streamEventsSSE", "content type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
		}, nil},
		"a stream that ends": {"/api/events/stream", "streamEventsSSE", "stays open", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Request-ID", "test")
		}, func(o *verify.Options) { o.StreamWait = 2 * time.Second }},
		"events that are not JSON": {"/api/events/stream", "streamEventsSSE", "is JSON", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Request-ID", "test")
			w.Write([]byte("data: {\n\n"))
		}, nil},
		"no WebSocket": {"/ws/events", "streamEvents", "permits this WebSocket", func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte("hello"))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, start(t, instead(server, test.path, test.handler)))
			if test.change != nil {
				test.change(&o)
			}
			report, err := verify.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			expectDeviation(t, report, test.operation, test.said)
		})
	}
}

func TestASlowServerIsFound(t *testing.T) {
	slow := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	o := options(t, start(t, slow))
	o.Patience = 20 * time.Millisecond
	report, err := verify.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	first := report.Checks[0]
	if len(first.Deviations) != 1 || !strings.Contains(first.Deviations[0].String(), "none that was complete within 20ms") {
		t.Errorf("%+v", first)
	}
}

func TestWhatIsNoHTTPIsAskedOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("220 mail.example ESMTP\r\n"))
			conn.Close()
		}
	}()
	report, err := verify.Run(t.Context(), options(t, "http://"+listener.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Checks) != 1 || report.Deviations() != 1 || !strings.Contains(report.Checks[0].Deviations[0].String(), "over HTTP") {
		t.Errorf("%+v", report)
	}
}

func TestAWrongTokenIsAnError(t *testing.T) {
	o := options(t, start(t, newServer(t, "", "secret")))
	o.Token = "wrong"
	if _, err := verify.Run(t.Context(), o); !errors.Is(err, verify.ErrToken) {
		t.Error(err)
	}
}

func TestACheckEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := options(t, start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})))
	if _, err := verify.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTheReportIsJUnit(t *testing.T) {
	report := verify.Report{Checks: []verify.Check{
		{Operation: "fine", Took: time.Second},
		{Operation: "bad", Took: 500 * time.Millisecond, Deviations: []verify.Deviation{{Request: "GET /<x>", Said: "a & b", Came: "200 \x01"}}},
		{Operation: "written", Skipped: "it writes"},
	}}
	var text bytes.Buffer
	if err := report.WriteJUnit(&text); err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"`
		Cases    []struct {
			Name    string    `xml:"name,attr"`
			Failure *string   `xml:"failure"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(text.Bytes(), &suite); err != nil {
		t.Fatalf("%v: %s", err, &text)
	}
	if suite.Tests != 3 || suite.Failures != 1 || suite.Skipped != 1 || suite.Time != "1.500" || len(suite.Cases) != 3 {
		t.Errorf("%+v", suite)
	}
	if bad := suite.Cases[1]; bad.Failure == nil || !strings.Contains(*bad.Failure, "GET /<x>: a & b; the server sent 200") || suite.Cases[2].Skipped == nil {
		t.Errorf("%s", &text)
	}
}
