// Package costs reads the table cost_events: requests to models with their tokens and costs, and the alerts among them.
package costs

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads what sessions cost and the alerts that are stored among it. idx_cost_events_session_ts serves all of it.
type Repository struct{ db *database.DB }

// New returns the repository in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

// Micros is the cost of a row in millionths of a dollar. They are summed as floating point numbers, which are exact
// for integers of that size and, other than a sum of integers, never fail.
const Micros = "round(CAST(cost_usd AS DOUBLE PRECISION) * 1000000)"

type costAlertRow struct {
	EventID        string   `bun:"event_id"`
	AlertType      string   `bun:"alert_type"`
	SessionID      string   `bun:"session_id"`
	Message        *string  `bun:"message"`
	CurrentCostUSD *float64 `bun:"current_cost_usd"`
	BudgetUSD      *float64 `bun:"budget_usd"`
	Severity       *string  `bun:"severity"`
	Timestamp      string   `bun:"timestamp"`
}

// Alerts returns the newest alerts of a session, at most limit, oldest first. An alert without an id could not be told
// from another one and is no alert.
func (r *Repository) Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error) {
	alerts, err := ListAlerts(ctx, r.db, "session_id = ? AND alert_type <> '' AND event_id IS NOT NULL", []any{sessionID}, limit)
	slices.Reverse(alerts)
	return alerts, err
}

// ListAlerts returns the alerts under a condition, newest first.
func ListAlerts(ctx context.Context, db *database.DB, condition string, args []any, limit int) ([]model.CostAlert, error) {
	var rows []costAlertRow
	err := db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT event_id, alert_type, session_id, message, CAST(current_cost_usd AS DOUBLE PRECISION) AS current_cost_usd, "+
			"CAST(budget_usd AS DOUBLE PRECISION) AS budget_usd, severity, coalesce("+database.Text("timestamp")+", '') AS timestamp FROM cost_events "+
			"WHERE "+condition+" ORDER BY "+database.InstantKey("timestamp")+" DESC, event_id DESC LIMIT ?", append(args, limit)...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list cost alerts: %w", err)
	}
	alerts := make([]model.CostAlert, len(rows))
	for i, row := range rows {
		alerts[i] = model.CostAlert{
			ID: row.EventID, Type: row.AlertType, SessionID: row.SessionID, Message: row.Message, CurrentCostUSD: query.Finite(row.CurrentCostUSD),
			BudgetUSD: query.Finite(row.BudgetUSD), Severity: row.Severity, Timestamp: model.Instant(row.Timestamp),
		}
	}
	return alerts, nil
}

type costShareRow struct {
	Model        *string  `bun:"model"`
	Tool         *string  `bun:"tool_name"`
	Agent        *string  `bun:"agent_id"`
	SubagentType *string  `bun:"subagent_type"`
	Micros       *float64 `bun:"micros"`
	Tokens       *float64 `bun:"tokens"`
}

// Shares returns what a session cost, divided by model, tool, agent and type of subagent.
func (r *Repository) Shares(ctx context.Context, sessionID string) ([]model.CostShare, error) {
	var rows []costShareRow
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT model, tool_name, agent_id, subagent_type, sum("+Micros+") AS micros, "+
			"sum(CAST(total_tokens AS DOUBLE PRECISION)) AS tokens FROM cost_events WHERE session_id = ? "+
			"GROUP BY model, tool_name, agent_id, subagent_type", sessionID).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("divide the costs of a session: %w", err)
	}
	shares := make([]model.CostShare, len(rows))
	for i, row := range rows {
		shares[i] = model.CostShare{
			Model: row.Model, Tool: row.Tool, Agent: row.Agent, SubagentType: row.SubagentType,
			Cost: model.MicroUSD(query.Integer(row.Micros)), Tokens: query.Integer(row.Tokens),
		}
	}
	return shares, nil
}

// Since returns what a session cost from an instant on, up to another, oldest first.
func (r *Repository) Since(ctx context.Context, sessionID string, since, until model.Instant) ([]model.Cost, error) {
	var rows []struct {
		Timestamp string   `bun:"timestamp"`
		Micros    *float64 `bun:"micros"`
	}
	key := database.InstantKey("timestamp")
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT "+database.Text("timestamp")+" AS timestamp, "+Micros+" AS micros FROM cost_events WHERE session_id = ? "+
			"AND timestamp >= ? AND "+key+" >= ? AND "+key+" <= ? ORDER BY "+key, sessionID, since.Day(), since.Key(), until.Key()).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list the latest costs of a session: %w", err)
	}
	costs := make([]model.Cost, len(rows))
	for i, row := range rows {
		costs[i] = model.Cost{At: model.Instant(row.Timestamp), Amount: model.MicroUSD(query.Integer(row.Micros))}
	}
	return costs, nil
}
