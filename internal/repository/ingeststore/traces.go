package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Traces returns traces of calls. The primary key serves it; idx_tool_traces_status for those that are running, which are few in any session;
// and idx_tool_traces_session for those that are named by their times.
func (t *transaction) Traces(ctx context.Context, wanted ingest.TraceQuery) ([]*ingest.TraceRow, error) {
	started := group{}
	if len(wanted.Moments) > 0 {
		started = group{"moments", at(wanted.Moments), `SELECT w.tool_use_id FROM pairs_of(:moments) AS p CROSS JOIN tool_traces AS w
			WHERE w.session_id = p.a AND w.start_time = p.b`}
	}
	condition, args := among("t.tool_use_id", wanted.IDs, started, inGroup("sessions", wanted.Running,
		"SELECT w.tool_use_id FROM tool_traces AS w WHERE any_of(w.session_id, :sessions) AND any_of(w.status, :unfinished)"))
	if condition == "" {
		return nil, nil
	}
	statement := "SELECT " + text("t.tool_use_id", "t.session_id", "t.tool_name", "t.start_time", "t.end_time", "t.status",
		"t.error_message") + ", as_integer(t.duration_ms), " +
		exactText(traceInput, "t", "tool_use_id") + ", " + exactText(traceOutput, "t", "tool_use_id") + ", " +
		query.IsInexact("tool_traces", "tool_input", "t", "tool_use_id") + ", " + query.IsInexact("tool_traces", "tool_output", "t", "tool_use_id") +
		" FROM tool_traces AS t WHERE " + condition
	return rowsOf(ctx, t, "traces", scanTrace, statement, args.With(eventWords()))
}

func scanTrace(rows *sql.Rows, t *ingest.TraceRow) error {
	return rows.Scan(&t.ID, &t.SessionID, &t.ToolName, &t.StartedAt, &t.EndedAt, &t.Status, &t.Error, &t.DurationMS, &t.Input, &t.Output,
		&t.IsInputInexact, &t.IsOutputInexact)
}
