package stream_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"go.uber.org/goleak"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestMain fails when a test leaks a goroutine.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"))
}

// loadDocument reads the document once for all tests.
var loadDocument = sync.OnceValues(func() (*testkit.Document, error) { return testkit.LoadDocument(gen.OpenAPIJSON) })

// scenario is a server with a database file, and a second connection to that file that stands for another process.
type scenario struct {
	path     string
	base     string
	service  *app.App
	other    *sql.DB
	document *testkit.Document
	inserted int
	close    func()
}

func newScenario(t testing.TB, change func(*app.Options)) *scenario {
	t.Helper()
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	w := &scenario{path: filepath.Join(t.TempDir(), "live.db"), document: document}
	w.start(t, change)
	if w.other, err = sql.Open("sqlite3", "file:"+w.path+"?_busy_timeout=10000"); err != nil {
		t.Fatal(err)
	}
	w.other.SetMaxOpenConns(1)
	t.Cleanup(func() {
		w.close()
		w.other.Close()
	})
	return w
}

// start starts a server on the file. It may be called again after close.
func (w *scenario) start(t testing.TB, change func(*app.Options)) {
	t.Helper()
	options := app.Options{Database: database.Options{Path: w.path}, Logger: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&options)
	}
	service, err := app.New(context.WithoutCancel(t.Context()), options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	w.service, w.base = service, server.URL
	closed := false
	w.close = func() {
		if !closed {
			closed = true
			if err := service.CloseStreams(context.Background()); err != nil {
				t.Error(err)
			}
			server.Close()
			service.Close()
		}
	}
}

// insert stores n events through the other connection, in one commit.
func (w *scenario) insert(t testing.TB, n int) {
	t.Helper()
	tx, err := w.other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for range n {
		w.inserted++
		_, err := tx.Exec(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp, status)
			VALUES (?, ?, 'tool_call', ?, 'Read', ?, 'started')`, fmt.Sprintf("evt-%05d", w.inserted), fmt.Sprint("agent-", w.inserted%2),
			fmt.Sprint("s-", w.inserted%3), time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// storeAndWait calls store, which stores n events, and waits until they are published. A client that joins afterwards finds them in its
// backlog.
func (w *scenario) storeAndWait(t testing.TB, n int, store func()) {
	t.Helper()
	witness := w.events(t, "cursor=")
	defer witness.Leave()
	store()
	for range n {
		witness.Next(t)
	}
}

func (w *scenario) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	if _, err := w.other.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

// dial opens a stream. Each message is validated against the OpenAPI document.
func (w *scenario) dial(t testing.TB, operation, target string) *testkit.Socket {
	t.Helper()
	return testkit.MustDial(t, w.base, target, w.check(operation))
}

func (w *scenario) check(operation string) func([]byte) error {
	return func(message []byte) error { return w.document.ValidateMessage(operation, message) }
}

// events opens the event stream.
func (w *scenario) events(t testing.TB, query string) *testkit.Socket {
	t.Helper()
	return w.dial(t, "streamEvents", "/ws/events?"+query)
}

func (w *scenario) send(t testing.TB, method, path, body string, header ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, w.base+path, stringReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
