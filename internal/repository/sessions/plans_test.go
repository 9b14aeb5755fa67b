package sessions_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/repository/sessions"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// recorded is a database.Hook that keeps the last statement.
type recorded struct {
	mu   sync.Mutex
	last string
}

// Ran keeps the statement.
func (r *recorded) Ran(_ context.Context, statement string, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = statement
}

// TestTheListOfSessionsReadsWhatChanged looks at the plans of the statements of the list: none reads all sessions or all events.
func TestTheListOfSessionsReadsWhatChanged(t *testing.T) {
	path, hook := filepath.Join(t.TempDir(), "plans.db"), &recorded{}
	db, err := database.Open(t.Context(), database.Options{Path: path, Hook: hook})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for name, test := range map[string]struct {
		ask   func() error
		index string
	}{
		"the days that changed": {func() error {
			_, err := sessions.New(db).Changed(t.Context(), model.SessionMarks{"2026-03-01": 1})
			return err
		}, "SEARCH sessions USING INDEX idx_sessions_created"},
		"the sessions of a file": {func() error {
			_, err := events.NewSummary(db).SessionsWithFile(t.Context(), "main.go", []string{"Edit", "Read"})
			return err
		}, "SEARCH agent_events USING INDEX idx_agent_events_tool_ts_desc"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := test.ask(); err != nil {
				t.Fatal(err)
			}
			reader, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			hook.mu.Lock()
			steps := testkit.Plan(t, reader, hook.last)
			hook.mu.Unlock()
			if !slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, test.index) }) ||
				slices.ContainsFunc(steps, func(step string) bool {
					return strings.HasPrefix(step, "SCAN sessions") || strings.HasPrefix(step, "SCAN agent_events")
				}) {
				t.Errorf("the plan is\n%s", strings.Join(steps, "\n"))
			}
		})
	}
}
