package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// listedForms are the forms of a timestamp that databases mix.
var listedForms = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05.000000", "2006-01-02T15:04:05.000000+00:00", "2006-01-02T15:04:05Z"}

// keptRows is the number of rows of each table that are stored all the time, keptSeconds the time that they take: several share each instant.
const (
	keptRows    = 40
	keptSeconds = 12
)

// listedEvents are the columns that make an event a member of some list: tool, type, subagent, context.
var listedEvents = [][4]any{
	{"UserQuery", "tool_call", nil, nil},
	{"TaskOutput", "tool_result", nil, `{"claude_task_id": "task-1"}`},
	{"Task", "task_delegation", "gemini", nil},
	{"Task", "delegation", nil, `{"spawner_type": "codex"}`},
}

// storeListed stores a row of one id and instant in each table that lists show. The number n decides what it is. A nil id is null.
func storeListed(ctx context.Context, tx *sql.Tx, n int, id any, agent string, at time.Time) error {
	stamp := at.Format(listedForms[n%len(listedForms)])
	event, session := listedEvents[n/3%len(listedEvents)], fmt.Sprint("s-", n%2)
	kind := []string{"spike", "feature"}[n%2]
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, subagent_type, context, input_summary, status)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'kept', 'recorded')`, []any{id, agent, event[1], session, stamp, event[0], event[2], event[3]}},
		{`INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES (?, ?, ?, 'active')`, []any{id, agent, stamp}},
		{`INSERT INTO features (id, type, title, status, created_at, updated_at) VALUES (?, ?, 'kept', 'todo', ?, ?)`, []any{id, kind, stamp, stamp}},
		{`INSERT INTO agent_collaboration (handoff_id, from_agent, to_agent, timestamp, session_id, handoff_type) VALUES (?, ?, 'b', ?, ?, 'delegation')`,
			[]any{id, agent, stamp, session}},
		{`INSERT INTO cost_events (event_id, session_id, timestamp, total_tokens, agent_id) VALUES (?, ?, ?, 7, ?)`, []any{id, session, stamp, agent}},
		{`INSERT INTO agent_presence (agent_id, status, last_activity) VALUES (?, 'active', ?)`, []any{id, stamp}},
	} {
		if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
			return fmt.Errorf("%s: %w", step.statement, err)
		}
	}
	return nil
}

// newKept builds a database with rows that are stored all the time, and returns its path. Of some rows the id is null, so that no page can hold them, and of some it is as long as the API permits.
func newKept(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lists.db")
	start := time.Date(2026, 3, 18, 14, 0, 0, 0, time.UTC)
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		for n := range keptRows {
			at := start.Add(time.Duration(n%keptSeconds) * time.Second)
			id := fmt.Sprintf("m-%03d", n)
			if n%4 == 1 {
				id += strings.Repeat("列", 506)
			}
			if err := storeListed(ctx, tx, n, id, fmt.Sprint("agent-", n%5), at); err != nil {
				return err
			}
			if n%10 == 0 {
				for nameless := range 5 {
					if err := storeListed(ctx, tx, nameless, nil, "agent-0", at); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// visitors is a database.Hook that stores and deletes rows with a connection of its own, as another program does, after each statement of a
// disturbed request.
type visitors struct {
	t      testing.TB
	db     *sql.DB
	random *rand.Rand
	// mu serializes requests that are disturbed.
	mu     sync.Mutex
	count  int
	stored []string
}

// mostVisitors is the number of rows of visitors in each table.
const mostVisitors = 12

func newVisitors(t *testing.T, path string) *visitors {
	t.Helper()
	db, err := sql.Open("sqlite3", path+"?_busy_timeout=10000&_synchronous=OFF")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &visitors{t: t, db: db, random: rand.New(rand.NewPCG(1, 2))}
}

type disturbedKey struct{}

// disturbing returns a context whose requests are disturbed.
func (*visitors) disturbing(ctx context.Context) context.Context {
	return context.WithValue(ctx, disturbedKey{}, true)
}

// Ran stores a row in each table, and deletes the oldest one where there are too many.
func (v *visitors) Ran(ctx context.Context, _ string, _ error) {
	if ctx.Value(disturbedKey{}) == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.count++
	// Ids of visitors sort before and after those that are kept, and their times lie among, before and after theirs.
	id := fmt.Sprintf("%c-visitor-%d", 'a'+rune(v.random.IntN(26)), v.count)
	at := time.Date(2026, 3, 18, 13, 59, 58, 0, time.UTC).Add(time.Duration(v.random.IntN(keptSeconds+4)) * time.Second)
	v.change(func(ctx context.Context, tx *sql.Tx) error {
		return storeListed(ctx, tx, v.random.IntN(keptRows), id, "visitor", at)
	})
	v.stored = append(v.stored, id)
	if len(v.stored) > mostVisitors {
		v.remove(v.stored[0])
		v.stored = v.stored[1:]
	}
}

func (v *visitors) remove(id string) {
	v.change(func(ctx context.Context, tx *sql.Tx) error {
		for table, column := range map[string]string{
			"agent_events": "event_id", "sessions": "session_id", "features": "id", "agent_collaboration": "handoff_id", "cost_events": "event_id",
			"agent_presence": "agent_id",
		} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE "+column+" = ?", id); err != nil {
				return err
			}
		}
		return nil
	})
}

// change runs a transaction.
func (v *visitors) change(run func(ctx context.Context, tx *sql.Tx) error) {
	ctx := context.Background()
	tx, err := v.db.BeginTx(ctx, nil)
	if err == nil {
		err = run(ctx, tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		v.t.Errorf("a visitor: %v", err)
	}
}
