package ingeststore_test

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
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// recorder is a database.Hook that keeps the text of each statement.
type recorder struct {
	mu         sync.Mutex
	statements map[string]bool
}

// Ran keeps the statement.
func (r *recorder) Ran(_ context.Context, statement string, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements[statement] = true
}

var (
	// wholeTable is the step of a plan that reads all rows.
	wholeTable = regexp.MustCompile(`^SCAN \w+$`)
	// unselective is the step of a plan that reads all rows of an agent, a type or a time.
	unselective = regexp.MustCompile(`INDEX idx_agent_events_(agent|agent_ts_desc|task_delegation|timestamp|type)\b`)
)

// TestEveryStatementIsServedByAnIndex stores all kinds of observations, and looks at the plans of the statements that read rows for them: none
// takes longer the more sessions there are.
func TestEveryStatementIsServedByAnIndex(t *testing.T) {
	t.Run("in a complete file", func(t *testing.T) { checkPlans(t, database.Options{}) })
	t.Run("in a file that gets the indexes of readers last", func(t *testing.T) { checkPlans(t, database.Options{Fill: true}) })
}

func checkPlans(t *testing.T, options database.Options) {
	path := filepath.Join(t.TempDir(), "test.db")
	record := &recorder{statements: map[string]bool{}}
	options.Path, options.Hook = path, record
	db, err := database.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := newIngest(t, db)
	for _, o := range turns(3, 3) {
		keep(t, r, o)
	}
	keep(t, r, promptBy("a", hook, false, 0, "go"))
	keep(t, r, promptBy("b", transcript, false, 0, "go"), ingest.Observation{Stop: &ingest.Stop{SessionID: "s0", At: after(1), Status: ingest.StatusCancelled}})
	store := ingeststore.New(db)
	if _, err := store.HasSession(t.Context(), "s0"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Idle(t.Context(), after(1000), 10); err != nil {
		t.Fatal(err)
	}
	plain, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	read := 0
	for statement := range record.statements {
		if !strings.HasPrefix(statement, "SELECT") {
			continue
		}
		read++
		for _, step := range testkit.Plan(t, plain, statement) {
			if wholeTable.MatchString(step) || unselective.MatchString(step) {
				t.Errorf("%s in\n%s", step, statement)
			}
		}
	}
	if read < 15 {
		t.Errorf("only %d statements were looked at", read)
	}
}
