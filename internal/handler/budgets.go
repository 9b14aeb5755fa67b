package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// Budgets handles the operation for budgets.
type Budgets struct{ budgets *budget.Service }

// NewBudgets returns the handler.
func NewBudgets(service *budget.Service) *Budgets { return &Budgets{budgets: service} }

// GetBudgets returns the state of all budgets and the newest alerts.
func (h *Budgets) GetBudgets(ctx context.Context, _ api.GetBudgetsRequestObject) (api.GetBudgetsResponseObject, error) {
	overview, err := h.budgets.Overview(ctx)
	if err != nil {
		return nil, err
	}
	return api.GetBudgets200JSONResponse{
		Timestamp: model.ISO(overview.At), TimeZone: overview.Zone, Budgets: convert(overview.States, toAPIBudgetState), Alerts: convert(overview.Alerts, toAPICostAlert),
	}, nil
}

func toAPIBudgetState(s budget.State) api.BudgetState {
	state := api.BudgetState{
		Kind: api.BudgetStateKind(s.Kind), Name: s.Name, Period: model.NonEmpty(string(s.Period)), BudgetUsd: s.Limit.USD(), BudgetMicroUsd: int64(s.Limit),
		SpentUsd: s.Spent.USD(), SpentMicroUsd: int64(s.Spent), SpentPercent: model.Round(s.Percent(), 2), Level: api.BudgetStateLevel(s.Level()),
	}
	if !s.Since.IsZero() {
		since := model.ISO(s.Since)
		state.Since = &since
	}
	if predicted, known := s.Predicted(); known {
		usd := predicted.USD()
		micro := int64(predicted)
		state.PredictedUsd, state.PredictedMicroUsd = &usd, &micro
	}
	return state
}

func toAPICostAlert(a model.CostAlert) api.CostAlert {
	return api.CostAlert{
		AlertID: a.ID, AlertType: a.Type, SessionID: a.SessionID, Message: a.Message, CurrentCostUsd: a.CurrentCostUSD,
		BudgetUsd: a.BudgetUSD, Severity: a.Severity, Timestamp: string(a.Timestamp),
	}
}
