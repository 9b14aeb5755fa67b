package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// longRows is the number of rows of each table of newLong.
const longRows = 40

// longTables are what other programs may fill with long texts: all columns but those that are ids, times, or restricted by the schema. Each row
// has an id, and the columns that it needs besides.
var longTables = []struct{ name, id, ids, texts, others, values string }{
	{"agent_events", "event_id", "w", "tool_name input_summary output_summary context subagent_type model",
		"agent_id, event_type, session_id, timestamp, status, feature_id, claude_task_id",
		"'a', 'task_delegation', 's', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch'), 'started', 'w1', 't' || i"},
	{"sessions", "session_id", "w", "transcript_path last_user_query handoff_notes metadata", "agent_assigned, created_at", "'a', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch')"},
	{"features", "id", "w", "title description assigned_to tags metadata", "type, status, created_at", "iif(i % 2, 'spike', 'bug'), 'blocked', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch')"},
	{"agent_collaboration", "handoff_id", "w", "reason context from_agent to_agent", "handoff_type, session_id, timestamp", "'delegation', 's', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch')"},
	{"cost_events", "event_id", "w", "message alert_type severity", "session_id, timestamp", "'s', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch')"},
	{"cost_events", "event_id", "r", "subagent_type model tool_name", "session_id, timestamp, total_tokens", "'s', strftime('%Y-%m-%dT%H:%M:%S', 1773847000 + i, 'unixepoch'), 10"},
}

// messagesOfEvents makes a message with a part of each event.
const messagesOfEvents = `
INSERT INTO messages (message_id, session_id, subagent, timestamp, position, role, kind, event_id, source, witnessed, revision)
	SELECT event_id, session_id, '', timestamp, 0, 'user', 'prompt', event_id, 'api', 1, 1 FROM agent_events;
INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, text) SELECT message_id, 'body', 0, 'text', 'api', 0, 5, 0, 'prompt' FROM messages;
INSERT INTO blobs (sha256, mime_type, bytes, data) VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 'image/png', 1, 'x');
`

// newLong returns a service without a cache on a file whose rows have texts of a length.
func newLong(t *testing.T, length int) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "long.db")
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		for _, table := range longTables {
			columns := strings.Fields(table.texts)
			statement := fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
				INSERT INTO %s (%s, %s, %s) SELECT '%s' || i, %s, %s FROM n`, longRows, table.name, table.id, strings.Join(columns, ", "), table.others, table.ids,
				strings.TrimSuffix(strings.Repeat("?1, ", len(columns)), ", "), table.values)
			if _, err := tx.ExecContext(ctx, statement, `{"text": "`+strings.Repeat("long ", length/5)+`"}`); err != nil {
				return fmt.Errorf("%s: %w", table.name, err)
			}
		}
		_, err := tx.ExecContext(ctx, messagesOfEvents)
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE parts SET text = ?1, bytes = length(?1)", strings.Repeat("long ", length/5))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path, Hook: testkit.Statements{}, PollOnly: true}, Cache: app.CacheOff, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

// TestALongTextIsNotReadWhereOnlyItsBeginningIsShown counts the bytes that each operation allocates. A text of all rows has 20 MB,
// which is in memory more than once.
func TestALongTextIsNotReadWhereOnlyItsBeginningIsShown(t *testing.T) {
	service := newLong(t, 1<<19)
	count(t, service, "/api/metrics") // the running totals read each row once
	ids := strings.NewReplacer("{event_id}", "w1", "{session_id}", "s", "{work_item_id}", "w1", "{agent_id}", "a", "{request_id}", "r1")
	for operation, test := range statements {
		if operation == "showMessage" || operation == "getPartContent" || operation == "getBlob" {
			continue // they show one message, and other programs store none
		}
		if strings.HasPrefix(test.target, "/openapi") || strings.HasPrefix(test.target, "/docs") || operation == "getPresence" {
			continue // they show nothing of the database, or of an agent that is away
		}
		target := ids.Replace(test.target)
		most := uint64(32 << 20) // of a list
		if isWhole := strings.Contains(test.target, "{"); isWhole || operation == "showMetrics" {
			most = 64 << 20 // each text of one item is in memory several times, and so are the names by which costs are added up
		}
		for range 2 { // the first request may read what later ones find in memory
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, body := count(t, service, target)
			runtime.ReadMemStats(&after)
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > most {
				t.Errorf("%s allocates %d MB for a response of %d KB, want at most %d MB", operation, allocated>>20, len(body)>>10, most>>20)
			}
		}
	}
}

func TestAnExportHasWholeTexts(t *testing.T) {
	const length = 1 << 17
	service := newLong(t, length)
	for _, target := range []string{"/api/events/export", "/api/events/export?format=csv"} {
		_, body := count(t, service, target)
		if len(body) < 2*longRows*length {
			t.Errorf("%s has %d bytes, want the %d texts", target, len(body), 2*longRows)
		}
	}
}
