package ingeststore_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// TestHostileRowsAreMergedInto stores observations of rows that hold anything in the place of anything.
func TestHostileRowsAreMergedInto(t *testing.T) {
	for name, script := range map[string]string{
		"numbers for texts": `UPDATE agent_events SET agent_id = 1, tool_name = 2.5, context = 3, status = 4, timestamp = 5;
			UPDATE sessions SET metadata = 1, agent_assigned = 2, created_at = 3, last_user_query_at = 4; UPDATE tool_traces SET tool_input = 1, start_time = 2`,
		"texts for numbers": `UPDATE agent_events SET cost_tokens = 'many', execution_duration_seconds = 'long'; UPDATE sessions SET is_subagent = 'perhaps';
			UPDATE tool_traces SET duration_ms = 'long'`,
		"infinite":             `UPDATE agent_events SET execution_duration_seconds = 9e999, cost_tokens = 9223372036854775807, status = 'completed'`,
		"broken text":          `UPDATE agent_events SET tool_name = x'FF', context = x'7BFF', timestamp = x'00'; UPDATE sessions SET metadata = x'7BFF'`,
		"nothing":              `UPDATE agent_events SET tool_name = NULL, context = NULL, status = NULL, cost_tokens = NULL, execution_duration_seconds = NULL`,
		"JSON of no use":       `UPDATE agent_events SET context = 'null'; UPDATE sessions SET metadata = '[1]'`,
		"a task without an id": `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, claude_task_id) VALUES (NULL, 'a', 'tool_call', 's', 'sub')`,
	} {
		t.Run(name, func(t *testing.T) {
			db := testkit.OpenDatabase(t, "")
			r := newIngest(t, db)
			keep(t, r, logicalEvents()...)
			testkit.Execute(t, db, script)
			observations := append(logicalEvents(), ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: "2026-03-18T16:00:00.000000", Status: ingest.StatusCompleted}},
				event(ingest.Event{ID: "t", ToolUseID: "u", DurationSeconds: number(2.0), Status: ingest.StatusFailed, Context: map[string]json.RawMessage{"new": raw("1")}}),
				event(ingest.Event{ID: "new", Subagent: "sub", ParentID: "new"}))
			got := keep(t, r, observations...)
			if got[len(got)-1] != ingest.Created {
				t.Errorf("the new event: %v", got)
			}
			if got := dump(t, db, "SELECT parent_event_id FROM agent_events WHERE event_id = 'new'"); got != "d" {
				t.Errorf("its parent is %s", got)
			}
		})
	}
}

// TestAnyValueInAnyColumnIsMergedInto stores observations of rows in which one column holds something that another program may have stored
// there. Real files have, for example, sessions without a model.
func TestAnyValueInAnyColumnIsMergedInto(t *testing.T) {
	db := testkit.OpenDatabase(t, `ALTER TABLE agent_events ADD COLUMN tool_input JSON; ALTER TABLE agent_events ADD COLUMN source TEXT;
		ALTER TABLE sessions ADD COLUMN model TEXT;`)
	r := newIngest(t, db)
	observations := append(logicalEvents(),
		ingest.Observation{Session: &ingest.Session{ID: "s", Agent: "codex", Title: "a title"}},
		ingest.Observation{Stop: &ingest.Stop{SessionID: "s", At: "2026-03-18T16:00:00.000000", Status: ingest.StatusCompleted}},
		event(ingest.Event{ID: "t", ToolUseID: "u", DurationSeconds: number(2.0), Status: ingest.StatusFailed}))
	keep(t, r, observations...)
	for _, table := range []string{"agent_events", "sessions", "tool_traces"} {
		columns, err := database.Select[struct {
			Name    string `bun:"name"`
			NotNull bool   `bun:"notnull"`
			Key     bool   `bun:"pk"`
		}](t.Context(), db, `SELECT name, "notnull", pk FROM pragma_table_info(:table)`, database.Args{"table": table})
		if err != nil || len(columns) == 0 {
			t.Fatalf("the columns of %s: %v, %v", table, columns, err)
		}
		for _, column := range columns {
			if column.Key || strings.HasSuffix(column.Name, "_id") {
				continue // another key is another row
			}
			for _, value := range []string{"NULL", "1", "2.5", "''", "'text'", "x'FF00'", "9e999", "-1"} {
				if value == "NULL" && column.NotNull {
					continue
				}
				t.Run(table+"."+column.Name+"="+value, func(t *testing.T) {
					err := db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
						_, err := tx.ExecContext(ctx, "UPDATE OR IGNORE "+table+" SET "+column.Name+" = "+value)
						return err
					})
					if err != nil {
						return // the table itself refuses the value
					}
					keep(t, r, observations...)
				})
			}
		}
	}
}

// TestColumnsThatOnlySomeFilesHaveAreFilled: where a file has them, the input of a tool, the source and the model of a session
// are stored in them.
func TestColumnsThatOnlySomeFilesHaveAreFilled(t *testing.T) {
	reports := []ingest.Observation{
		{Session: &ingest.Session{ID: "s", Agent: "codex", Model: "gpt-5"}},
		event(ingest.Event{ID: "e", ToolInput: raw(`{"a":1}`), Source: "hook", Status: ingest.StatusStarted}),
		event(ingest.Event{ID: "e", ToolInput: raw(`{"a":1}`), Source: "otlp", Status: ingest.StatusFailed}),
	}
	t.Run("there", func(t *testing.T) {
		db := testkit.OpenDatabase(t, `ALTER TABLE agent_events ADD COLUMN tool_input JSON; ALTER TABLE agent_events ADD COLUMN source TEXT;
			ALTER TABLE sessions ADD COLUMN model TEXT;`)
		r := newIngest(t, db)
		keep(t, r, reports...)
		if got := keep(t, r, reports[1]); got[0] != ingest.Unchanged {
			t.Errorf("again: %v", got)
		}
		if got := dump(t, db, "SELECT tool_input, source, status FROM main.agent_events"); got != `{"a":1}|hook|failed` {
			t.Errorf("event %s", got)
		}
		if got := dump(t, db, "SELECT model, metadata FROM main.sessions"); got != "gpt-5|NULL" {
			t.Errorf("session %s", got)
		}
	})
	t.Run("not there", func(t *testing.T) {
		db := testkit.OpenDatabase(t, "")
		r := newIngest(t, db)
		keep(t, r, reports...)
		for i, outcome := range keep(t, r, reports...) {
			if outcome != ingest.Unchanged {
				t.Errorf("observation %d again: %s", i, outcome)
			}
		}
		if got := dump(t, db, "SELECT metadata FROM sessions"); got != `{"model":"gpt-5"}` {
			t.Errorf("session %s", got)
		}
	})
}
