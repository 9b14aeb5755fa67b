package budget_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestABudgetOfAProjectCoversAllItsSpellings: the project of a folder is the same whatever reported it.
func TestABudgetOfAProjectCoversAllItsSpellings(t *testing.T) {
	sessions := session("a", "", "/srv/kiosk") + session("b", "", "/srv/kiosk/.claude/worktrees/menu") + session("c", "", "/srv/kiosk/web/") + session("d", "", "/srv/kiosks")
	for name, test := range map[string]struct {
		budget model.ProjectBudget
		want   string
	}{
		"of each project":   {model.ProjectBudget{Limit: 5 * usd}, "b budget_warning warning: Cost of project /srv/kiosk at 80 % of budget: $4.00 of $5.00"},
		"of a folder":       {model.ProjectBudget{Folder: "/srv/kiosk", Limit: 6 * usd}, "b budget_warning warning: Cost of project /srv/kiosk at 83 % of budget: $5.00 of $6.00"},
		"spelled otherwise": {model.ProjectBudget{Folder: "/srv/kiosk/.", Limit: 6 * usd}, "b budget_warning warning: Cost of project /srv/kiosk/. at 83 % of budget: $5.00 of $6.00"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, model.Budgets{Projects: []model.ProjectBudget{test.budget}}, sessions)
			w.expect(t, w.of("a", 3*time.Hour, 2)+w.of("c", 3*time.Hour, 1)+w.of("d", 3*time.Hour, 3))
			w.expect(t, w.of("b", time.Hour, 2), test.want)
		})
	}
}
