package queries

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of what the queries read.
const (
	workloadWindow = time.Hour
	trendsWindow   = 24 * time.Hour
	recentShown    = 20
)

// query is a named query.
type query struct {
	id, name, description string
	run                   func(ctx context.Context, now time.Time) ([]model.Row, error)
}

// definitions lists the queries in the order in which they are shown.
func definitions(source Source, events Events) []query {
	return []query{
		{"features_by_status", "Features by status", "How many work items have each status.",
			func(ctx context.Context, _ time.Time) ([]model.Row, error) { return source.FeaturesByStatus(ctx) }},
		{"agent_workload", "Agent workload", "Sessions and events of each agent in the last hour.",
			func(ctx context.Context, now time.Time) ([]model.Row, error) {
				return source.AgentWorkload(ctx, model.NewInstant(now.Add(-workloadWindow)))
			}},
		{"recent_activity", "Recent activity", "The last 20 tool calls.",
			func(ctx context.Context, _ time.Time) ([]model.Row, error) { return recentActivity(ctx, events) }},
		{"blocked_features", "Blocked features", "The work items that are blocked, newest first.",
			func(ctx context.Context, _ time.Time) ([]model.Row, error) { return source.BlockedFeatures(ctx) }},
		{"cost_trends", "Cost trends", "Tokens of each hour of the last 24 that has any.",
			func(ctx context.Context, now time.Time) ([]model.Row, error) {
				return source.CostTrends(ctx, model.NewInstant(now.Add(-trendsWindow)))
			}},
		{"active_sessions", "Active sessions", "The sessions that are active, with the time of the last event of each.",
			func(ctx context.Context, _ time.Time) ([]model.Row, error) { return source.ActiveSessions(ctx) }},
	}
}

func recentActivity(ctx context.Context, events Events) ([]model.Row, error) {
	list, err := events.List(ctx, model.EventFilter{EventType: "tool_call"}, model.Page{Limit: recentShown})
	if err != nil {
		return nil, err
	}
	rows := make([]model.Row, len(list))
	for i, event := range list {
		rows[i] = model.Row{
			"event_id": event.EventID, "agent_id": model.Or(&event.AgentID, model.UnknownAgent),
			"tool_name": event.ToolName, "input_summary": event.InputSummary, "timestamp": event.Timestamp,
		}
	}
	return rows, nil
}
