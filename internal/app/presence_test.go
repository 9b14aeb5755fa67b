package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestPresenceIsWrittenBackUnlessTheFileIsReadOnly stores an event from another process, and checks the file after the server has
// stopped.
func TestPresenceIsWrittenBackUnlessTheFileIsReadOnly(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		t.Run(fmt.Sprintf("read-only %v", readOnly), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "presence.db")
			if err := seed.Write(t.Context(), path, seed.Options{Events: 10, End: now, Number: 1}); err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: path, ReadOnly: readOnly}, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(service.Server)
			socket := testkit.MustDial(t, server.URL, "/ws/presence", nil)
			socket.Next(t)
			storeEvent(t, path)
			if message := fmt.Sprint(socket.Next(t)); !strings.Contains(message, "agent_id:newcomer") {
				t.Errorf("got %s", message)
			}
			stored, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := service.CloseStreams(context.Background()); err != nil {
				t.Error(err)
			}
			server.Close()
			if err := service.Close(); err != nil || log.Len() > 0 {
				t.Errorf("it ended with %v and said %s", err, log.String())
			}
			if after, err := os.ReadFile(path); err != nil || readOnly && !bytes.Equal(stored, after) {
				t.Errorf("the file is another than before (%v)", err)
			}
			if rows := newcomers(t, path); (rows == 1) == readOnly {
				t.Errorf("%d rows of the newcomer", rows)
			}
		})
	}
}

func openOther(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func storeEvent(t *testing.T, path string) {
	t.Helper()
	db := openOther(t, path)
	defer db.Close()
	_, err := db.Exec("INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, timestamp) VALUES ('new', 'newcomer', 'tool_call', 's', 'Read', ?)",
		time.Now().UTC().Format("2006-01-02 15:04:05"))
	if err != nil {
		t.Fatal(err)
	}
}

func newcomers(t *testing.T, path string) (rows int) {
	t.Helper()
	db := openOther(t, path)
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM agent_presence WHERE agent_id = 'newcomer' AND status = 'active' AND total_tools_executed = 1").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}
