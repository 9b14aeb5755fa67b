package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/cache"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// operations implements the operations that these tests use. All others panic, because the embedded interface is nil.
type operations struct {
	api.StrictServerInterface
	// stats is called by getInitialStats, which returns its error.
	stats func() error
	// export is the response of exportEvents.
	export exporting
	seen   string // the id of the last getEvent
	limit  *int64 // the limit of the last listSessions
	// sessions is called by listSessions.
	sessions func()
	// invalidate is called by invalidateCache.
	invalidate func()
}

func (o *operations) GetInitialStats(context.Context, api.GetInitialStatsRequestObject) (api.GetInitialStatsResponseObject, error) {
	if o.stats != nil {
		if err := o.stats(); err != nil {
			return nil, err
		}
	}
	return api.GetInitialStats200JSONResponse{Agents: []string{}}, nil
}

func (o *operations) GetEvent(_ context.Context, r api.GetEventRequestObject) (api.GetEventResponseObject, error) {
	o.seen = r.EventID
	return api.GetEvent200JSONResponse{EventID: r.EventID}, nil
}

func (o *operations) ListSessions(_ context.Context, r api.ListSessionsRequestObject) (api.ListSessionsResponseObject, error) {
	if o.sessions != nil {
		o.sessions()
		return api.ListSessions200JSONResponse{Body: api.SessionList{Sessions: []api.Session{}}}, nil
	}
	o.limit = r.Params.Limit
	return api.ListSessions200JSONResponse{Body: api.SessionList{Sessions: []api.Session{}}}, nil
}

func (o *operations) ExportEvents(context.Context, api.ExportEventsRequestObject) (api.ExportEventsResponseObject, error) {
	return o.export, nil
}

func (o *operations) InvalidateCache(context.Context, api.InvalidateCacheRequestObject) (api.InvalidateCacheResponseObject, error) {
	if o.invalidate != nil {
		o.invalidate()
	}
	return api.InvalidateCache200JSONResponse{Status: api.CacheInvalidatedStatusSuccess}, nil
}

func (o *operations) GetHealth(context.Context, api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	return api.GetHealth200JSONResponse{Body: api.Health{Status: api.HealthStatusOk}}, nil
}

// scenario is a server with these operations.
type scenario struct {
	*server.Server
	operations *operations
	log        *logText
}

// logText is a log that can be read while it is written.
type logText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logText) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newScenario(t *testing.T, change func(*server.Options)) *scenario {
	t.Helper()
	w := &scenario{operations: &operations{}, log: &logText{}}
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	options := server.Options{
		API: w.operations, Document: document, Metrics: server.NewMetrics(time.Now), Logger: logger, Now: time.Now,
		Cache: cache.New(cache.Options{
			Store:      cache.NewMemory(cache.DefaultMemoryBytes, cache.DefaultMemoryEntries),
			Generation: func() uint64 { return 1 }, Now: time.Now, Logger: logger,
		}),
	}
	if change != nil {
		change(&options)
	}
	if w.Server, err = server.New(options); err != nil {
		t.Fatal(err)
	}
	return w
}

// request is a request of a test. The default method is GET, the default host loopback.
type request struct {
	method, host, target, body string
	header                     []string // names and values
}

func (w *scenario) ask(r request) *http.Response {
	if r.method == "" {
		r.method = http.MethodGet
	}
	if r.host == "" {
		r.host = "localhost:8000"
	}
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	asked := httptest.NewRequest(r.method, r.target, body)
	asked.Host = r.host
	for i := 0; i < len(r.header); i += 2 {
		asked.Header.Set(r.header[i], r.header[i+1])
	}
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, asked)
	return recorder.Result()
}

// problem is an error as a client reads it.
type problem struct {
	Type      string
	Title     string
	Status    int
	Detail    string
	RequestID string `json:"request_id"`
	Errors    []struct {
		Loc  []string
		Msg  string
		Type string
	}
}

// decodeProblem decodes a problem and checks what holds for all of them.
func decodeProblem(t *testing.T, response *http.Response) problem {
	t.Helper()
	if got := response.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	var p problem
	decoder := json.NewDecoder(response.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		t.Fatalf("no problem: %v", err)
	}
	if p.Status != response.StatusCode || p.Title != http.StatusText(p.Status) || p.Type != "about:blank" || p.Detail == "" {
		t.Errorf("status %d with %+v", response.StatusCode, p)
	}
	if id := response.Header.Get("X-Request-Id"); id == "" || p.RequestID != id {
		t.Errorf("the problem names request %q, the header %q", p.RequestID, id)
	}
	return p
}

func jsonBody(r request) request {
	r.method, r.target = http.MethodPost, "/api/cache/invalidate"
	r.header = append(r.header, "Content-Type", "application/json")
	return r
}
