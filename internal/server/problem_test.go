package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// TestEveryFailureIsAProblem causes a failure in each place where one can occur.
func TestEveryFailureIsAProblem(t *testing.T) {
	w := newScenario(t, nil)
	for name, test := range map[string]struct {
		request request
		stats   func() error
		status  int
		detail  string
		header  string // a name and a value, with a colon
	}{
		"no such path":            {request{target: "/api/nothing"}, nil, 404, "There is nothing at /api/nothing", ""},
		"a path to clean":         {request{target: "/api//sessions"}, nil, 404, "There is nothing at", ""},
		"dots in a path":          {request{target: "/api/x/../sessions"}, nil, 404, "There is nothing at", ""},
		"a slash too many":        {request{target: "/api/sessions/"}, nil, 404, "There is nothing at", ""},
		"another method":          {request{method: http.MethodDelete, target: "/api/sessions"}, nil, 405, "allows only GET", "Allow: GET, HEAD, POST"},
		"GET of a POST":           {request{target: "/api/cache/invalidate"}, nil, 405, "allows only POST", "Allow: POST"},
		"a parameter":             {request{target: "/api/sessions?limit=0"}, nil, 422, "Request validation failed: 1 invalid field.", ""},
		"a broken query":          {request{target: "/api/sessions?status=%zz"}, nil, 422, "Request validation failed: 1 invalid field.", ""},
		"a broken body":           {jsonBody(request{body: "{"}), nil, 422, "Request validation failed: 1 invalid field.", ""},
		"a body with more behind": {jsonBody(request{body: `{"prefix": "/a"} more`}), nil, 422, "Request validation failed: 1 invalid field.", ""},
		"two bodies in one":       {jsonBody(request{body: `{}{}`}), nil, 422, "Request validation failed: 1 invalid field.", ""},
		"a body that is no UTF-8": {jsonBody(request{body: "{\"prefix\": \"\xff\"}"}), nil, 422, "Request validation failed: 1 invalid field.", ""},
		"a body of another type": {request{method: http.MethodPost, target: "/api/cache/invalidate", body: "a", header: []string{"Content-Type", "text/plain"}},
			nil, 415, "application/json", ""},
		"a body without a type": {request{method: http.MethodPost, target: "/api/cache/invalidate", body: "{}"}, nil, 415, "application/json", ""},
		"a handler finds nothing": {request{target: "/api/initial-stats"}, func() error { return apperr.NotFound("Agent not found") },
			404, "Agent not found", ""},
		"the database is locked": {request{target: "/api/initial-stats"},
			func() error {
				return fmt.Errorf("deep: %w", apperr.Unavailable("The database is locked.", 1500*time.Millisecond, errors.New("SQLITE_BUSY")))
			},
			503, "The database is locked.", "Retry-After: 2"},
		"a deadline is exceeded": {request{target: "/api/initial-stats"},
			func() error { return fmt.Errorf("read events: %w", context.DeadlineExceeded) }, 503, "The request took too long", "Retry-After: 1"},
		"read-only": {request{target: "/api/initial-stats"}, func() error { return apperr.ReadOnly("The database is opened read-only.") },
			409, "read-only", ""},
		"a failure without a code": {request{target: "/api/initial-stats"}, func() error { return errors.New("secret path /etc/shadow") },
			500, "Something went wrong.", ""},
		"a panic": {request{target: "/api/initial-stats"}, func() error { panic("secret path /etc/shadow") }, 500, "Something went wrong.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w.operations.stats = test.stats
			response := w.ask(test.request)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			p := decodeProblem(t, response)
			if !strings.Contains(p.Detail, test.detail) || strings.Contains(p.Detail, "secret") {
				t.Errorf("says %q, want %q", p.Detail, test.detail)
			}
			if name, value, ok := strings.Cut(test.header, ": "); ok && response.Header.Get(name) != value {
				t.Errorf("%s is %q, want %q", name, response.Header.Get(name), value)
			}
		})
	}
}

func TestInvalidFieldsAreNamed(t *testing.T) {
	w := newScenario(t, nil)
	for target, want := range map[string]string{
		"/api/sessions?limit=0":                              "[query limit] value_error.number.not_ge",
		"/api/sessions?limit=1001":                           "[query limit] value_error.number.not_le",
		"/api/sessions?limit=ten":                            "[query limit] type_error.integer",
		"/api/sessions?limit=1.5":                            "[query limit] type_error.integer",
		"/api/sessions?limit=99999999999999999999":           "[query limit] type_error.integer",
		"/api/sessions?offset=-1":                            "[query offset] value_error.number.not_ge",
		"/api/complete-activity-feed?include_spikes=perhaps": "[query include_spikes] type_error.bool",
		"/api/events/export?format=xml":                      "[query format] type_error.enum",
		"/api/events?since=today":                            "[query since] value_error.str.regex",
		"/api/events?session_id=%FF":                         "[query session_id] value_error.str",
		"/api/events?q=a%00b":                                "[query q] value_error.str",
		"/api/events/%00":                                    "[path event_id] value_error.str",
	} {
		t.Run(target, func(t *testing.T) {
			response := w.ask(request{target: target})
			if response.StatusCode != http.StatusUnprocessableEntity {
				t.Fatalf("status %d", response.StatusCode)
			}
			p := decodeProblem(t, response)
			if len(p.Errors) != 1 {
				t.Fatalf("%d errors, want 1", len(p.Errors))
			}
			if got := fmt.Sprint(p.Errors[0].Loc, " ", p.Errors[0].Type); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestAllInvalidFieldsAreNamedAtOnce(t *testing.T) {
	p := decodeProblem(t, newScenario(t, nil).ask(request{target: "/api/events?limit=0&offset=x&since=never"}))
	if len(p.Errors) != 3 || p.Detail != "Request validation failed: 3 invalid fields." {
		t.Errorf("%+v, want three", p)
	}
}

func TestInternalErrorsAreLoggedAndNotSent(t *testing.T) {
	for name, fail := range map[string]func() error{
		"an error": func() error { return errors.New("the inside") },
		"a panic":  func() error { panic("the inside") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			w.operations.stats = fail
			p := decodeProblem(t, w.ask(request{target: "/api/initial-stats"}))
			log := w.log.String()
			if !strings.Contains(log, "the inside") || !strings.Contains(log, p.RequestID) {
				t.Errorf("the log knows too little:\n%s", log)
			}
			if name == "a panic" && !strings.Contains(log, "problem_test.go") {
				t.Errorf("the log has not the stack of the handler:\n%s", log)
			}
		})
	}
}

// exporting replaces the export, whose response is sent while it is computed.
type exporting func(http.ResponseWriter) error

func (e exporting) VisitExportEventsResponse(w http.ResponseWriter) error { return e(w) }

func TestAPanicInTheMiddleOfAResponseBreaksTheConnection(t *testing.T) {
	w := newScenario(t, nil)
	w.operations.export = func(out http.ResponseWriter) error {
		io.WriteString(out, "the first line\n")
		out.(http.Flusher).Flush()
		panic("in the middle")
	}
	live := httptest.NewServer(w)
	defer live.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, live.URL+"/api/events/export", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err == nil {
		t.Errorf("%q looks like a whole answer", body)
	}
}

func TestADisconnectedClientIsNotAFailure(t *testing.T) {
	w := newScenario(t, nil)
	ctx, leave := context.WithCancel(t.Context())
	w.operations.export = func(http.ResponseWriter) error {
		leave()
		return context.Canceled
	}
	asked := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/events/export", nil)
	asked.Host = "localhost"
	w.ServeHTTP(httptest.NewRecorder(), asked)
	if log := w.log.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("logged as a failure:\n%s", log)
	}
}

func TestTheLogDoesNotContainParameterValues(t *testing.T) {
	w := newScenario(t, nil)
	w.ask(request{target: "/api/sessions?status=very-private"})
	if log := w.log.String(); strings.Contains(log, "very-private") || !strings.Contains(log, "/api/sessions") {
		t.Errorf("the log:\n%s", log)
	}
}

func TestListenReturnsAOneLineError(t *testing.T) {
	first, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = server.Listen(t.Context(), first.Addr().String())
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "address already in use") || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("%v", err)
	}
}

func TestHeadersAreLimited(t *testing.T) {
	w := newScenario(t, nil)
	listener, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	live := server.HTTP(w, newLogger())
	done := make(chan error, 1)
	go func() { done <- live.Serve(listener) }()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+"/healthz", nil)
	request.Header.Set("X-Large", strings.Repeat("x", 128<<10))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", response.StatusCode)
	}
	live.Close()
	<-done
}
