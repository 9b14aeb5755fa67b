package budgets

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
)

// storeAlert stores an alert among the costs. Its cost and tokens are 0, so that no total changes.
const storeAlert = `
	INSERT INTO cost_events (event_id, session_id, timestamp, input_tokens, output_tokens, total_tokens, cost_usd,
		alert_type, message, current_cost_usd, budget_usd, predicted_cost_usd, severity)
	VALUES (?, ?, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (event_id) DO NOTHING`

// Store stores alerts in one transaction. Alerts that are already stored do not change.
func (r *Repository) Store(ctx context.Context, alerts []model.CostAlert) error {
	err := r.db.Transaction(ctx, func(ctx context.Context, tx *database.Tx) error {
		for _, a := range alerts {
			_, err := database.Exec(ctx, tx, storeAlert, a.ID, a.SessionID, a.Timestamp, a.Type, a.Message,
				a.CurrentCostUSD, a.BudgetUSD, a.PredictedUSD, a.Severity)
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
