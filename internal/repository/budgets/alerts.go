package budgets

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// Store stores alerts among the costs, in one transaction; those that are stored already stay as they are. Such a row costs
// nothing and took no tokens, so that no sum changes.
func (r *Repository) Store(ctx context.Context, alerts []model.CostAlert) error {
	err := r.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, a := range alerts {
			_, err := tx.NewRaw(`INSERT INTO cost_events (event_id, session_id, timestamp, input_tokens, output_tokens, total_tokens, cost_usd,
				alert_type, message, current_cost_usd, budget_usd, predicted_cost_usd, severity) VALUES (?, ?, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (event_id) DO NOTHING`, a.ID, database.TextValue(a.SessionID), string(a.Timestamp), a.Type, query.NullableText(a.Message),
				a.CurrentCostUSD, a.BudgetUSD, a.PredictedUSD, a.Severity).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store cost alerts: %w", err)
	}
	return nil
}

// Newest returns the newest alerts of all sessions, at most limit, newest first; idx_cost_events_alert_type serves it.
func (r *Repository) Newest(ctx context.Context, limit int) ([]model.CostAlert, error) {
	return costs.ListAlerts(ctx, r.db, "alert_type > '' AND event_id IS NOT NULL AND session_id IS NOT NULL", nil, limit)
}
