package costs

import (
	"context"
	"fmt"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// alertColumns are the columns of alertRow.
const alertColumns = `event_id, listed_name(alert_type) AS alert_type, session_id, listed_text(message) AS message,
	as_number(current_cost_usd) AS current_cost_usd, as_number(budget_usd) AS budget_usd, listed_name(severity) AS severity, coalesce(as_text(timestamp), '') AS timestamp`

type alertRow struct {
	EventID        string   `bun:"event_id"`
	AlertType      string   `bun:"alert_type"`
	SessionID      string   `bun:"session_id"`
	Message        *string  `bun:"message"`
	CurrentCostUSD *float64 `bun:"current_cost_usd"`
	BudgetUSD      *float64 `bun:"budget_usd"`
	Severity       *string  `bun:"severity"`
	Timestamp      string   `bun:"timestamp"`
}

func fromAlertRow(r *alertRow) model.CostAlert {
	return model.CostAlert{
		ID: r.EventID, Type: r.AlertType, SessionID: r.SessionID, Message: r.Message, CurrentCostUSD: query.Finite(r.CurrentCostUSD),
		BudgetUSD: query.Finite(r.BudgetUSD), Severity: r.Severity, Timestamp: model.Instant(r.Timestamp),
	}
}

// Alerts returns the newest alerts of a session, at most limit, oldest first. A row without an id is not an alert, because it could
// not be distinguished from others.
func (r *Repository) Alerts(ctx context.Context, sessionID string, limit int) ([]model.CostAlert, error) {
	alerts, err := ListAlerts(ctx, r.db, "session_id = ? AND alert_type <> '' AND event_id IS NOT NULL", []any{sessionID}, limit)
	slices.Reverse(alerts)
	return alerts, err
}

// ListAlerts returns the alerts under a condition, at most limit, newest first.
func ListAlerts(ctx context.Context, db *database.DB, condition string, args []any, limit int) ([]model.CostAlert, error) {
	rows, err := database.Select[alertRow](ctx, db,
		"SELECT "+alertColumns+" FROM cost_events WHERE ? ORDER BY instant_key(timestamp) DESC, event_id DESC LIMIT ?",
		database.SQL(condition, args...), limit)
	if err != nil {
		return nil, fmt.Errorf("list cost alerts: %w", err)
	}
	return query.FromRows(rows, fromAlertRow), nil
}
