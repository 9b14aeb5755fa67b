// Package costs reads the table cost_events: requests to models with their tokens and costs, and the alerts among them.
package costs

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Repository reads costs of sessions and the alerts among them. idx_cost_events_session_ts serves the reads of one session.
type Repository struct{ db *database.DB }

// New returns the repository of costs in db.
func New(db *database.DB) *Repository { return &Repository{db: db} }

type shareRow struct {
	Model        *string  `bun:"model"`
	Tool         *string  `bun:"tool_name"`
	Agent        *string  `bun:"agent_id"`
	SubagentType *string  `bun:"subagent_type"`
	Micros       *float64 `bun:"micros"`
	Tokens       *float64 `bun:"tokens"`
}

func fromShareRow(r *shareRow) model.CostShare {
	return model.CostShare{
		Model: r.Model, Tool: r.Tool, Agent: r.Agent, SubagentType: r.SubagentType,
		Cost: model.MicroUSD(query.Integer(r.Micros)), Tokens: query.Integer(r.Tokens),
	}
}

// Shares returns the costs of a session, divided by model, tool, agent and type of subagent.
func (r *Repository) Shares(ctx context.Context, sessionID string) ([]model.CostShare, error) {
	rows, err := database.Select[shareRow](ctx, r.db, `
		SELECT model, tool_name, agent_id, subagent_type, sum(`+Micros+`) AS micros, sum(as_number(total_tokens)) AS tokens
		FROM cost_events WHERE session_id = ? GROUP BY model, tool_name, agent_id, subagent_type`, sessionID)
	if err != nil {
		return nil, fmt.Errorf("divide the costs of a session: %w", err)
	}
	return query.FromRows(rows, fromShareRow), nil
}

type costRow struct {
	Timestamp string   `bun:"timestamp"`
	Micros    *float64 `bun:"micros"`
}

func fromCostRow(r *costRow) model.Cost {
	return model.Cost{At: model.Instant(r.Timestamp), Amount: model.MicroUSD(query.Integer(r.Micros))}
}

// Since returns the costs of a session between two instants, oldest first.
func (r *Repository) Since(ctx context.Context, sessionID string, since, until model.Instant) ([]model.Cost, error) {
	rows, err := database.Select[costRow](ctx, r.db, `
		SELECT as_text(timestamp) AS timestamp, `+Micros+` AS micros FROM cost_events
		WHERE session_id = ? AND timestamp >= ? AND instant_key(timestamp) >= ? AND instant_key(timestamp) <= ?
		ORDER BY instant_key(timestamp)`, sessionID, since.Day(), since.Key(), until.Key())
	if err != nil {
		return nil, fmt.Errorf("list the latest costs of a session: %w", err)
	}
	return query.FromRows(rows, fromCostRow), nil
}
