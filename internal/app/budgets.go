package app

import (
	"github.com/htmlgraph/htmlgraph/internal/repository/budgets"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
)

// newBudgets returns the service of budgets. Where there are budgets and alerts may be stored, they are also watched.
func (a *App) newBudgets(o Options) *budget.Service {
	source := budgets.New(a.DB)
	service := budget.New(source, o.Projects, o.Budgets, o.Now)
	if o.Budgets.Any() && !a.DB.ReadOnly() {
		a.followers.budgets = budget.NewWatcher(service, source, o.Logger)
	}
	return service
}
