package ingeststore

import (
	"context"
	"database/sql"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// MarksBefore returns the latest event of some names at or before each moment, of its session. idx_agent_events_session_tool serves it.
func (t *transaction) MarksBefore(ctx context.Context, toolNames []string, moments []ingest.Moment) ([]ingest.MarkAt, error) {
	if len(moments) == 0 {
		return nil, nil
	}
	rows, err := rowsOf(ctx, t, "the latest marks", func(rows *sql.Rows, found *ingest.MarkAt) error {
		return rows.Scan(&found.Moment.SessionID, &found.Moment.At, &found.Mark.ID, &found.Mark.ToolName, &found.Mark.At)
	}, `SELECT p.a, p.b, e.event_id, as_text(e.tool_name), as_text(e.timestamp)
		FROM pairs_of(:moments) AS p CROSS JOIN agent_events AS e
		WHERE row_key(e) = (
			SELECT row_key(w) FROM agent_events AS w
			WHERE w.session_id = p.a AND any_of(w.tool_name, :names) AND (p.b = '' OR w.timestamp <= p.b) AND w.timestamp IS NOT NULL AND w.event_id IS NOT NULL
			-- Of the names there are few; by time it would read the whole session where there are none.
			ORDER BY unindexed(w.timestamp) DESC LIMIT 1)`,
		database.Args{"moments": at(moments), "names": toolNames})
	for _, found := range rows {
		found.Mark.SessionID = found.Moment.SessionID
	}
	return values(rows), err
}

// MarksAfter returns all events of some names later than the moment of their session. idx_agent_events_session_ts_desc serves it.
func (t *transaction) MarksAfter(ctx context.Context, toolNames []string, moments []ingest.Moment) ([]ingest.MarkRow, error) {
	if len(moments) == 0 {
		return nil, nil
	}
	rows, err := rowsOf(ctx, t, "later marks", func(rows *sql.Rows, mark *ingest.MarkRow) error {
		var context string
		err := rows.Scan(&mark.ID, &mark.SessionID, &mark.ToolName, &mark.Subagent, &mark.At, &context)
		mark.Facts = ingest.ReadMarkFacts(context)
		return err
	}, "SELECT "+text("e.event_id", "e.session_id", "e.tool_name", "s.subagent", "e.timestamp", "e.context")+`
		FROM pairs_of(:moments) AS p CROSS JOIN agent_events AS e LEFT JOIN ingest_subagents AS s ON s.event_id = e.event_id
		WHERE e.session_id = p.a AND e.timestamp > p.b AND any_of(e.tool_name, :names)`,
		database.Args{"moments": at(moments), "names": toolNames})
	return values(rows), err
}
