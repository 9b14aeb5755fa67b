package events

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Summary reads events, but for those without an id (the schema permits them, and no list can name them), in
// the order in which they were stored, for the running summary. With Live it is the place that relies on SQLite's rowid; another database needs a sequence there.
type Summary struct{ db *database.DB }

// NewSummary returns the repository in db.
func NewSummary(db *database.DB) *Summary { return &Summary{db: db} }

var summaryColumns = `rowid, coalesce(event_id, ''), coalesce(agent_id, ''), coalesce(session_id, ''), coalesce(event_type, ''),
	coalesce(tool_name, ''), coalesce(model, ''), coalesce(status, ''), coalesce(feature_id, ''), ` + database.Text("timestamp") + `,
	CAST(coalesce(cost_tokens, 0) AS BIGINT), CAST(coalesce(execution_duration_seconds, 0) AS DOUBLE PRECISION),
	execution_duration_seconds IS NOT NULL, ` + spawnerType + `, coalesce(` + database.JSONNumber("context", "cost_usd") + `, 0)`

// From returns up to limit events from rowID on, including it, in the order in which they were stored.
func (r *Summary) From(ctx context.Context, rowID int64, limit int) ([]model.SummaryRow, error) {
	var condition query.Where
	condition.And("rowid >= ? AND event_id IS NOT NULL", rowID)
	return r.rows(ctx, condition, "ORDER BY rowid LIMIT ?", limit)
}

// Matching returns the events of a session, of an agent, or of both; idx_agent_events_session_ts_desc
// and idx_agent_events_agent_ts_desc serve it.
func (r *Summary) Matching(ctx context.Context, sessionID, agentID string) ([]model.SummaryRow, error) {
	var condition query.Where
	condition.And("event_id IS NOT NULL")
	condition.Owned("session_id", sessionID)
	condition.Owned("agent_id", agentID)
	return r.rows(ctx, condition, "")
}

// rows scans by hand: bun's reflection would double the time of reading all events.
func (r *Summary) rows(ctx context.Context, condition query.Where, tail string, args ...any) ([]model.SummaryRow, error) {
	var list []model.SummaryRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		list = list[:0]
		rows, err := q.QueryContext(ctx, "SELECT "+summaryColumns+" FROM agent_events WHERE ? "+tail, append([]any{condition.SQL()}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var row model.SummaryRow
			if err := rows.Scan(&row.RowID, &row.EventID, &row.AgentID, &row.SessionID, &row.EventType, &row.ToolName, &row.Model,
				&row.Status, &row.FeatureID, (*string)(&row.Timestamp), &row.Tokens, &row.Duration, &row.HasDuration, &row.Spawner, &row.CostUSD); err != nil {
				return err
			}
			list = append(list, row)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("read events for the summary: %w", err)
	}
	return list, nil
}

// CountEvents returns how many events there are. It scans the smallest index.
func (r *Summary) CountEvents(ctx context.Context) (int64, error) {
	return r.count(ctx, "SELECT count(*) FROM agent_events WHERE event_id IS NOT NULL")
}

// CountSessions returns how many sessions there are.
func (r *Summary) CountSessions(ctx context.Context) (int64, error) {
	return r.count(ctx, "SELECT count(*) FROM sessions WHERE session_id IS NOT NULL")
}

func (r *Summary) count(ctx context.Context, query string) (int64, error) {
	var count int64
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query).Scan(ctx, &count)
	})
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return count, nil
}
