package messages

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// LastRow returns the number of the newest event, 0 for none.
func (r *Repository) LastRow(ctx context.Context) (int64, error) {
	last, err := database.Value[int64](ctx, r.db, "SELECT coalesce(max(row_key(agent_events)), 0) FROM agent_events")
	return last, wrap(err, "find the newest event")
}

// Earlier returns the number of the newest event that was stored before there were messages, 0 for none.
func (r *Repository) Earlier(ctx context.Context) (int64, error) {
	last, err := database.Value[int64](ctx, r.db, "SELECT coalesce(max(last_row), 0) FROM earlier_events")
	return last, wrap(err, "find the newest event before there were messages")
}

// WithoutMessage returns the events without a message among the rows from one number up to another, both included, with what tool_traces has of calls.
// The primary keys of messages and ingest_subagents serve it.
func (r *Repository) WithoutMessage(ctx context.Context, from, to int64) ([]ingest.StoredEvent, error) {
	scan := func(rows *sql.Rows, e *ingest.StoredEvent) error {
		return rows.Scan(&e.Row, &e.ID, &e.SessionID, &e.At, &e.Type, &e.ToolName, &e.Input, &e.Output, &e.Model, &e.Subagent)
	}
	events, err := database.SelectFunc(ctx, r.db, scan, `SELECT row_key(e), e.event_id, e.session_id, as_text(e.timestamp), coalesce(e.event_type, ''),
			coalesce(e.tool_name, ''), coalesce(as_text(e.input_summary), ''), coalesce(as_text(e.output_summary), ''), coalesce(e.model, ''),
			coalesce(s.subagent, '')
		FROM agent_events AS e LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id
		WHERE row_key(e) >= :from AND row_key(e) <= :to AND e.event_id <> '' AND e.session_id <> '' AND e.timestamp IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.message_id = e.event_id)
		ORDER BY row_key(e) DESC`, database.Args{"from": from, "to": to})
	if err != nil || len(events) == 0 {
		return nil, wrap(err, "read events without a message")
	}
	return events, r.addTraces(ctx, events)
}

// call is a row of tool_traces.
type call struct{ id, input, output string }

// addTraces adds to events the texts of their calls, which are longer in tool_traces. Those with the same session and time are candidates; the id tells.
// idx_tool_traces_session serves it.
func (r *Repository) addTraces(ctx context.Context, events []ingest.StoredEvent) error {
	var moments database.Pairs
	byID := map[string]*ingest.StoredEvent{}
	for i := range events {
		if e := &events[i]; ingest.IsDerived(e.ID) {
			moments, byID[e.ID] = append(moments, [2]string{e.SessionID, string(e.At)}), e
		}
	}
	if len(moments) == 0 {
		return nil
	}
	calls, err := database.SelectFunc(ctx, r.db, func(rows *sql.Rows, c *call) error { return rows.Scan(&c.id, &c.input, &c.output) },
		`SELECT t.tool_use_id, coalesce(`+query.ExactText("tool_traces", "tool_input", "t", "tool_use_id")+`, ''),
			coalesce(`+query.ExactText("tool_traces", "tool_output", "t", "tool_use_id")+`, '')
		FROM pairs_of(:moments) AS p CROSS JOIN tool_traces AS t WHERE t.session_id = p.a AND t.start_time = p.b`, database.Args{"moments": moments})
	if err != nil {
		return wrap(err, "read the calls of events")
	}
	for _, c := range calls {
		e := byID[ingest.ToolID(c.id)]
		if e == nil {
			continue
		}
		e.ToolUseID, e.ToolInput = c.id, []byte(c.input)
		if len(c.output) > len(e.Output) {
			e.Output = c.output
		}
	}
	return nil
}
