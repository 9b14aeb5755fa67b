package app

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/repository/budgets"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// holdBudgets returns the service of budgets and, where there are any and the file may be written, has it warn.
func (a *App) holdBudgets(ctx context.Context, o Options) *budget.Service {
	source := budgets.New(a.DB)
	budgets := budget.New(source, o.Budgets, o.Now)
	if o.Budgets.Any() && !a.DB.ReadOnly() {
		a.following = append(a.following, budget.NewWatcher(budgets, source).Follow(ctx, a.changes(), o.Logger))
	}
	return budgets
}
