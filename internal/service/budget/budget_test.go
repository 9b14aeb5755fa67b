package budget_test

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/budgets"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// now is a Wednesday.
var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// bill creates costs with unique ids.
type bill int

func (c *bill) of(session string, ago time.Duration, usd float64) string {
	*c++
	return fmt.Sprintf("INSERT INTO cost_events (event_id, session_id, timestamp, model, total_tokens, cost_usd) VALUES ('c%d', '%s', '%s', 'opus', 10, %g);",
		*c, session, model.ISO(now.Add(-ago)), usd)
}

func session(id, parent, folder string) string {
	return fmt.Sprintf("INSERT INTO sessions (session_id, agent_assigned, parent_session_id, created_at, metadata) VALUES ('%s', 'codex', nullif('%s', ''), '2026-03-18', '{\"cwd\": \"%s\"}');",
		id, parent, folder)
}

// scenario is a database with one server that watches budgets.
type scenario struct {
	*database.DB
	bill
	at      time.Time
	budgets model.Budgets
	watcher *budget.Watcher
}

func newScenario(t *testing.T, budgets model.Budgets, script string) *scenario {
	t.Helper()
	w := &scenario{DB: testkit.OpenDatabase(t, script), at: now, budgets: budgets}
	w.restart()
	return w
}

// restart replaces the server by a new one.
func (w *scenario) restart() {
	source := budgets.New(w.DB)
	w.watcher = budget.NewWatcher(budget.New(source, project.Rule{}, w.budgets, func() time.Time { return w.at }), source, slog.New(slog.DiscardHandler))
}

// after stores rows, lets the server check budgets, and returns all stored alerts.
func (w *scenario) after(t *testing.T, script string) []string {
	t.Helper()
	testkit.Execute(t, w.DB, script)
	if err := w.watcher.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	alerts, err := budgets.New(w.DB).Newest(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for _, a := range alerts {
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", a.SessionID, a.Type, *a.Severity, *a.Message))
	}
	slices.Sort(lines)
	return lines
}

func (w *scenario) expect(t *testing.T, script string, want ...string) {
	t.Helper()
	if got := w.after(t, script); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

const (
	usd      = model.MicroUSD(1_000_000)
	nearly   = "s budget_warning warning: Cost at 80 % of budget: $4.00 of $5.00"
	exceeded = "s breach critical: Cost at 102 % of budget: $5.10 of $5.00"
)

func TestASessionGetsOneAlertAtEachThreshold(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd}, "")
	w.expect(t, w.of("s", 2*time.Hour, 3.99))
	w.expect(t, w.of("s", time.Hour, 0.01), nearly)
	w.expect(t, w.of("s", time.Hour, 0.1), nearly)
	w.expect(t, w.of("s", time.Hour, 1), exceeded, nearly)
	w.expect(t, w.of("s", time.Hour, 9), exceeded, nearly)
	w.restart()
	w.expect(t, "", exceeded, nearly)
	w.budgets.Session = 20 * usd
	w.restart()
	w.expect(t, w.of("s", time.Hour, 10), exceeded, "s breach critical: Cost at 120 % of budget: $24.10 of $20.00", nearly)
}

func TestARewrittenCostIsChecked(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd}, "")
	w.expect(t, w.of("s", time.Hour, 1))
	w.expect(t, "UPDATE cost_events SET cost_usd = 4", nearly)
}

func TestImportedHistoryCausesNoAlerts(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: usd, Projects: []model.ProjectBudget{{Limit: usd}}}, session("old", "", "/shop"))
	w.expect(t, w.of("old", 25*time.Hour, 9))
	w.restart()
	w.expect(t, "")
	w.expect(t, w.of("old", time.Hour, 0.01), // the session continues today
		"old breach critical: Cost at 901 % of budget: $9.01 of $1.00", "old breach critical: Cost of project /shop at 901 % of budget: $9.01 of $1.00")
}

func TestChildSessionsCountOnceForTheRootSession(t *testing.T) {
	tree := session("s", "", "/shop") + session("child", "s", "") + session("grandchild", "child", "") + session("other", "", "/shop")
	w := newScenario(t, model.Budgets{Session: 5 * usd}, tree)
	w.expect(t, w.of("s", time.Hour, 1)+w.of("child", time.Hour, 1)+w.of("other", time.Hour, 3))
	w.expect(t, w.of("grandchild", time.Hour, 2), nearly)
}

func TestACycleOfSessionsIsHarmless(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd, Projects: []model.ProjectBudget{{Limit: 5 * usd}}}, session("a", "b", "/x")+session("b", "a", "/x")+session("self", "self", "/y"))
	got := w.after(t, w.of("a", time.Hour, 3)+w.of("b", time.Hour, 1)+w.of("self", time.Hour, 4))
	if len(got) == 0 {
		t.Error("there are no alerts")
	}
	for _, alert := range got {
		if !strings.Contains(alert, "$4.00 of $5.00") {
			t.Errorf("counted more than once: %s", alert)
		}
	}
}

func TestProjectsHaveBudgetsForTheirPeriods(t *testing.T) {
	at := func(day, hour int) time.Duration { return now.Sub(time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC)) }
	costs := func(w *scenario) string {
		return w.of("s", at(1, 0), 1) + w.of("s", at(16, 0), 2) + w.of("s", at(18, 0), 4) + w.of("t", at(17, 23), 8) + w.of("far", at(18, 1), 1)
	}
	for name, test := range map[string]struct {
		budgets []model.ProjectBudget
		want    []string
	}{
		"for ever":       {[]model.ProjectBudget{{Limit: 15 * usd}}, []string{"Cost of project /shop at 100 % of budget: $15.00 of $15.00"}},
		"a month":        {[]model.ProjectBudget{{Limit: 15 * usd, Period: model.Monthly}}, []string{"Cost of project /shop this month at 100 % of budget: $15.00 of $15.00"}},
		"a week":         {[]model.ProjectBudget{{Limit: 14 * usd, Period: model.Weekly}}, []string{"Cost of project /shop this week at 100 % of budget: $14.00 of $14.00"}},
		"a day":          {[]model.ProjectBudget{{Limit: 4 * usd, Period: model.Daily}}, []string{"Cost of project /shop today at 100 % of budget: $4.00 of $4.00"}},
		"one with those": {[]model.ProjectBudget{{Folder: "/shop", Limit: 16 * usd}}, []string{"Cost of project /shop at 100 % of budget: $16.00 of $16.00"}},
		"its own wins":   {[]model.ProjectBudget{{Limit: usd / 2}, {Folder: "/shop", Limit: 900 * usd}, {Folder: "/sho", Limit: usd}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, model.Budgets{Projects: test.budgets}, session("s", "", "/shop")+session("t", "s", "")+session("far", "", "/shop/inner"))
			var got []string
			for _, alert := range w.after(t, costs(w)) {
				_, message, _ := strings.Cut(alert, ": ")
				if strings.Contains(message, "/shop ") {
					got = append(got, message)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPrunedCostsStayInTheBudgetOfAProject(t *testing.T) {
	w := newScenario(t, model.Budgets{Projects: []model.ProjectBudget{{Folder: "/shop", Limit: 5 * usd}, {Folder: "/shop", Limit: usd, Period: model.Monthly}}},
		session("s", "", "/shop")+`INSERT INTO daily_rollups (day, project, agent_id, model, tool_name, events, errors, event_tokens, requests, unpriced_requests,
			input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, thought_tokens, total_tokens, cost_micro_usd)
			VALUES ('2025-12-01', '/shop/inner', 'codex', 'opus', '', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3900000)`)
	w.expect(t, w.of("s", time.Hour, 0.1), "s budget_warning warning: Cost of project /shop at 80 % of budget: $4.00 of $5.00")
}

func TestANewPeriodStartsAtZero(t *testing.T) {
	w := newScenario(t, model.Budgets{Projects: []model.ProjectBudget{{Limit: usd, Period: model.Daily}}}, session("s", "", "/shop"))
	if got := w.after(t, w.of("s", 0, 2)); len(got) != 1 {
		t.Errorf("%q", got)
	}
	w.at = now.Add(24 * time.Hour)
	if got := w.after(t, w.of("s", -23*time.Hour, 0.5)); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got := w.after(t, w.of("s", -23*time.Hour, 0.5)); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

func TestTheTrajectoryCausesOneAlert(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd}, "")
	w.expect(t, w.of("s", time.Minute, 0.2)) // a trajectory needs two costs
	const alert = "s trajectory_overage warning: Cost may pass the budget within the hour: $0.45 now, $5.85 in an hour, of $5.00"
	w.expect(t, w.of("s", 0, 0.25), alert)
	w.expect(t, w.of("s", 0, 0.25), alert)
	predicted, err := database.Value[float64](t.Context(), w.DB, "SELECT predicted_cost_usd FROM cost_events WHERE alert_type = 'trajectory_overage'")
	if err != nil || predicted != 5.85 {
		t.Errorf("predicted %v, %v", predicted, err)
	}
}

func TestTwoServersStoreOneAlert(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd}, "")
	first := w.watcher
	w.expect(t, w.of("s", time.Hour, 4), nearly)
	w.restart()
	if err := first.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.expect(t, "", nearly)
}

func TestAlertsCostNothing(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: usd}, "")
	w.after(t, "INSERT INTO cost_events (event_id, session_id, timestamp, model, total_tokens, cost_usd) VALUES ('unpriced', 'quiet', '2026-03-18 15:00:00', 'own', 7, NULL);"+w.of("s", time.Hour, 2))
	testkit.Execute(t, w.DB, "INSERT INTO cost_events (event_id, session_id, timestamp, alert_type, severity) VALUES ('alert', 'quiet', '2026-03-18 15:01:00', 'breach', 'critical')")
	usage, err := spending.New(costs.New(w.DB), project.Rule{}, testkit.Stated{}, w.DB.CountsCostDays).Within(t.Context(), model.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	if total := usage.Total(); total.Requests != 2 || total.Unpriced != 1 || total.Cost != 2*usd {
		t.Errorf("%+v", total)
	}
	quiet, err := costs.New(w.DB).OfSession(t.Context(), "quiet")
	if err != nil || len(quiet) != 1 || quiet[0].Spent.USD() != nil {
		t.Errorf("an alert made an unknown cost known: %+v, %v", quiet, err)
	}
}

func TestAnOverviewHasTheStateOfAllBudgets(t *testing.T) {
	w := newScenario(t, model.Budgets{Session: 5 * usd, Projects: []model.ProjectBudget{{Limit: 10 * usd, Period: model.Daily}, {Folder: "/unused", Limit: usd}}}, session("s", "", "/shop"))
	w.after(t, w.of("s", time.Hour, 4)+w.of("s", 20*time.Hour, 0.5))
	overview, err := budget.New(budgets.New(w.DB), project.Rule{}, w.budgets, func() time.Time { return w.at }).Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range overview.States {
		got = append(got, fmt.Sprintf("%s %s %s %s %.0f", s.Kind, s.Name, s.Period, s.Level(), s.Percent()))
	}
	if want := []string{"session s  warning 90", "project /shop day within 40", "project /unused  within 0"}; !reflect.DeepEqual(got, want) || len(overview.Alerts) != 1 {
		t.Errorf("got %q, want %q; %d alerts", got, want, len(overview.Alerts))
	}
}
