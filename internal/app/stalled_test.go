package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// large is a server whose responses are larger than what a system buffers for a client.
type large struct {
	base, path string
	// answering is the number of requests that are being answered.
	answering atomic.Int64
}

const largeEvents = 1000

// newLarge starts a server with 40 MB of events, whose clients have patience to read a part of a response.
func newLarge(t *testing.T, patience time.Duration) *large {
	t.Helper()
	l := &large{path: filepath.Join(t.TempDir(), "large.db")}
	err := database.Build(t.Context(), l.path, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary)
			SELECT 'e' || i, 'a', 'tool_call', 's', strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + i, 'unixepoch'), 'Bash', ? FROM n`,
			largeEvents, strings.Repeat("text ", 8<<10))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: l.path}, Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.answering.Add(1)
		defer l.answering.Add(-1)
		service.Server.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	l.base = server.URL
	return l
}

// ask sends a request and reads only the first bytes of the response.
func (l *large) ask(t *testing.T, path string) net.Conn {
	t.Helper()
	client, err := net.Dial("tcp", strings.TrimPrefix(l.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	fmt.Fprintf(client, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
	first := make([]byte, 12)
	if _, err := io.ReadFull(client, first); err != nil || string(first) != "HTTP/1.1 200" {
		t.Fatalf("%s: %q, %v", path, first, err)
	}
	return client
}

// expectEnd expects that no request is being answered any more, soon.
func (l *large) expectEnd(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); l.answering.Load() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d requests are still being answered", l.answering.Load())
		}
	}
}

func TestAResponseThatNobodyReadsEnds(t *testing.T) {
	l := newLarge(t, 200*time.Millisecond)
	for name, path := range map[string]string{
		"NDJSON": "/api/events/export",
		"CSV":    "/api/events/export?format=csv",
		"a list": "/api/events?limit=1000",
		"SSE":    "/api/events/stream?since=2000-01-01T00:00:00Z",
	} {
		t.Run(name, func(t *testing.T) {
			client := l.ask(t, path)
			l.expectEnd(t)
			if rest, _ := io.ReadAll(client); bytes.HasSuffix(rest, []byte("0\r\n\r\n")) || len(rest) > largeEvents*40<<10 {
				t.Errorf("the response is complete after %d bytes; the test needs a larger one", len(rest))
			}
		})
	}
}

// TestAnExportThatWaitsForItsClientHoldsNoTransaction empties the write-ahead log, for which no reader may use it.
func TestAnExportThatWaitsForItsClientHoldsNoTransaction(t *testing.T) {
	l := newLarge(t, time.Minute)
	l.ask(t, "/api/events/export")
	other, err := sql.Open("sqlite3", "file:"+l.path+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var busy, pages, moved int
	if _, err := other.Exec("UPDATE agent_events SET status = 'completed' WHERE event_id = 'e1'"); err != nil {
		t.Fatal(err)
	}
	if err := other.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil || busy != 0 {
		t.Errorf("busy %d, %v", busy, err)
	}
	if l.answering.Load() != 1 {
		t.Error("the export has ended")
	}
}
