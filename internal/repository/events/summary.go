package events

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Summary reads events for the running summary. It leaves out events without an id: the schema allows them, but no list can contain
// them.
type Summary struct{ db *database.DB }

// NewSummary returns the repository in db.
func NewSummary(db *database.DB) *Summary { return &Summary{db: db} }

// summaryColumns are the columns that scanSummary reads.
const summaryColumns = `row_key(agent_events), coalesce(event_id, ''), coalesce(agent_id, ''), coalesce(session_id, ''), coalesce(event_type, ''),
	coalesce(tool_name, ''), coalesce(model, ''), coalesce(status, ''), coalesce(feature_id, ''), as_text(timestamp),
	as_integer(coalesce(cost_tokens, 0)), CASE WHEN coalesce(cost_tokens, 0) = 0 THEN FALSE ELSE NOT ` + costs.HasRequests + ` END,
	as_number(coalesce(execution_duration_seconds, 0)), execution_duration_seconds IS NOT NULL, ` + spawnerType + `, ` + delegatedCost + `, ` + promptBeginning

// delegatedCost is the cost of a delegation in US dollars: what the event states, or else that of the requests that belong to it.
// idx_ingest_usages_event serves it.
const delegatedCost = `coalesce(json_number(context, 'cost_usd'),
	CASE WHEN subagent_type <> '' THEN (SELECT sum(as_number(cost_micro_usd)) / 1e6 FROM ingest_usages
		WHERE ingest_usages.event_id = agent_events.event_id) END, 0)`

// promptBeginning is the beginning of the text of a prompt: as much as a title shows, and some words more.
const promptBeginning = "CASE WHEN tool_name = '" + model.ToolUserQuery + "' THEN coalesce(substr(as_text(input_summary), 1, 300), '') ELSE '' END"

// longestName is the length in bytes of the longest name that the summary keeps of each event. It keeps names as long as the program runs.
const longestName = 4 << 10

func scanSummary(rows *sql.Rows, r *model.SummaryRow) error {
	err := rows.Scan(&r.RowID, &r.EventID, &r.AgentID, &r.SessionID, &r.EventType, &r.ToolName, &r.Model, (*string)(&r.Status), &r.FeatureID,
		(*string)(&r.Timestamp), &r.Tokens, &r.Stated, &r.Duration, &r.HasDuration, &r.Spawner, &r.CostUSD, &r.Prompt)
	for _, name := range []*string{&r.AgentID, &r.SessionID, &r.EventType, &r.ToolName, &r.Model, (*string)(&r.Status), &r.FeatureID, &r.Spawner} {
		if len(*name) > longestName {
			*name = strings.Clone((*name)[:longestName])
		}
	}
	return err
}

// From returns up to limit events from a row on, including it, in the order in which they were stored.
func (r *Summary) From(ctx context.Context, rowID int64, limit int) ([]model.SummaryRow, error) {
	return r.rows(ctx, "WHERE row_key(agent_events) >= ? AND event_id IS NOT NULL ORDER BY row_key(agent_events) LIMIT ?", rowID, limit)
}

// Matching returns the events of a session, of an agent, or of both; idx_agent_events_session_ts_desc
// and idx_agent_events_agent_ts_desc serve it.
func (r *Summary) Matching(ctx context.Context, sessionID, agentID string) ([]model.SummaryRow, error) {
	var w query.Where
	w.And("event_id IS NOT NULL")
	w.Owned("session_id", sessionID)
	w.Owned("agent_id", agentID)
	return r.rows(ctx, "WHERE ?", w.SQL())
}

// rows scans by hand: reflection would double the time of reading all events.
func (r *Summary) rows(ctx context.Context, tail string, args ...any) ([]model.SummaryRow, error) {
	rows, err := database.SelectFunc(ctx, r.db, scanSummary, "SELECT "+summaryColumns+" FROM agent_events "+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read events for the summary: %w", err)
	}
	return rows, nil
}

// CountEvents returns the number of events. It scans the smallest index.
func (r *Summary) CountEvents(ctx context.Context) (int64, error) {
	return r.count(ctx, "agent_events", "event_id IS NOT NULL")
}

// CountSessions returns the number of sessions.
func (r *Summary) CountSessions(ctx context.Context) (int64, error) {
	return r.count(ctx, "sessions", "session_id IS NOT NULL")
}

func (r *Summary) count(ctx context.Context, table, condition string) (int64, error) {
	var w query.Where
	w.And(condition)
	count, err := query.Count(ctx, r.db, table, w)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return count, nil
}
