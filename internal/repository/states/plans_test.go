package states_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// recorder is a database.Hook that keeps the text of each statement.
type recorder struct {
	mu         sync.Mutex
	statements []string
}

// Ran keeps the statement.
func (r *recorder) Ran(_ context.Context, statement string, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements = append(r.statements, statement)
}

// wholeTable is the step of a plan that reads all rows of a table whose rows grow with what agents do.
var wholeTable = regexp.MustCompile(`^SCAN (e|w|c|k|t|agent_events|cost_events)\b`)

// TestFactsAreReadByIndexes reads facts of sessions, and looks at the plans: they cost what the sessions have, and not what is stored. The number
// of statements does not depend on that of the sessions.
func TestFactsAreReadByIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	record := &recorder{}
	db, err := database.Open(t.Context(), database.Options{Path: path, Hook: record})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := states.New(db)
	record.statements = nil
	if _, err := r.Facts(t.Context(), []string{"a", "b", "c"}); err != nil {
		t.Fatal(err)
	}
	if len(record.statements) != 4 {
		t.Errorf("%d statements for three sessions, want 4", len(record.statements))
	}
	if _, _, err := r.Recent(t.Context(), "2026-03-18T12:00:00.000000", 10); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Changed(t.Context(), model.StateMarks{LastEvent: 5}); err != nil {
		t.Fatal(err)
	}
	plain, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	for _, statement := range record.statements {
		if !strings.Contains(statement, "SELECT") {
			continue
		}
		for _, step := range testkit.Plan(t, plain, statement) {
			if wholeTable.MatchString(step) {
				t.Errorf("%s in\n%s", step, statement)
			}
		}
	}
}
