package cost_test

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

func newService(t *testing.T, script string) *cost.Service {
	t.Helper()
	return cost.New(costs.New(testkit.OpenDatabase(t, script)), func() time.Time { return now })
}

func stateOf(t *testing.T, script string) cost.State {
	t.Helper()
	state, err := newService(t, script).State(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// spent returns a statement that stores a cost of the session s at a time ago. amount is SQL.
func spent(id string, ago time.Duration, amount string) string {
	return fmt.Sprintf(`INSERT INTO cost_events (event_id, session_id, timestamp, model, tool_name, agent_id, total_tokens, cost_usd)
		VALUES ('%s', 's', '%s', 'opus', 'Bash', 'codex', 10, %s);`, id, model.ISO(now.Add(-ago)), amount)
}

func alert(id, severity string, ago time.Duration) string {
	return fmt.Sprintf(`INSERT INTO cost_events (event_id, session_id, timestamp, alert_type, message, severity)
		VALUES ('%s', 's', '%s', 'breach', 'too much', %s);`, id, model.ISO(now.Add(-ago)), severity)
}

func TestCostsAreDividedByEachName(t *testing.T) {
	got := stateOf(t, spent("a", time.Hour, "0.1")+spent("b", time.Hour, "0.2")+
		`INSERT INTO cost_events (event_id, session_id, timestamp, model, subagent_type, total_tokens, cost_usd) VALUES
			('c', 's', '2026-03-18 10:00:00', 'haiku', 'planner', 5, 0.000001), ('d', 's', '2026-03-18 10:00:00', NULL, '', 1, 1), ('e', 'other', 'x', 'opus', NULL, 7, 9);`)
	want := cost.Breakdown{
		ByModel: cost.Shares{"opus": 300_000, "haiku": 1}, ByTool: cost.Shares{"Bash": 300_000}, ByAgent: cost.Shares{"codex": 300_000},
		BySubagentType: cost.Shares{"planner": 1}, Total: 1_300_001, Tokens: 26,
	}
	if !reflect.DeepEqual(got.Breakdown, want) {
		t.Errorf("got %+v, want %+v", got.Breakdown, want)
	}
}

func TestThePredictionCoversTheLastFiveMinutes(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		want   cost.Prediction
	}{
		"nothing":  {"", cost.Prediction{Reason: cost.InsufficientData}},
		"one cost": {spent("a", time.Minute, "1"), cost.Prediction{Reason: cost.InsufficientData, Samples: 1}},
		"two costs": {spent("a", time.Minute, "1") + spent("b", 0, "0.5"),
			cost.Prediction{Samples: 2, Recent: 1_500_000, PerMinute: 300_000, Hourly: 18_000_000, Total: 1_500_000}},
		"older ones are but in the total": {spent("a", time.Minute, "1") + spent("b", 0, "0.5") + spent("c", time.Hour, "2"),
			cost.Prediction{Samples: 2, Recent: 1_500_000, PerMinute: 300_000, Hourly: 18_000_000, Total: 3_500_000}},
		"one is too old by a moment": {spent("a", 5*time.Minute, "1") + spent("b", 0, "0.5"), cost.Prediction{Reason: cost.InsufficientData, Samples: 1}},
		"one is of the future":       {spent("a", time.Minute, "1") + spent("b", -time.Second, "1"), cost.Prediction{Reason: cost.InsufficientData, Samples: 1}},
		"one cost nothing":           {spent("a", time.Minute, "1") + spent("b", 0, "0"), cost.Prediction{Reason: cost.InsufficientData, Samples: 1}},
		"rounded once": {spent("a", 0, "0.000001") + spent("b", 0, "0.000002"),
			cost.Prediction{Samples: 2, Recent: 3, PerMinute: 1, Hourly: 36, Total: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := stateOf(t, test.script).Prediction; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestAlertsAreOldestFirstAndEachHasAnID(t *testing.T) {
	var ids []string
	for _, a := range stateOf(t, alert("late", "'info'", 0)+alert("early", "NULL", time.Hour)+spent("no-alert", 0, "1")+
		`INSERT INTO cost_events (event_id, session_id, alert_type) VALUES (NULL, 's', 'breach'), ('empty', 's', '');`).Alerts {
		ids = append(ids, a.ID)
	}
	if want := []string{"early", "late"}; !reflect.DeepEqual(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestSeveritiesAreOrdered(t *testing.T) {
	for severity, want := range map[string][3]bool{ // at least info, warning, critical
		"info": {true, false, false}, "warning": {true, true, false}, "critical": {true, true, true}, "CRITICAL": {true, true, true},
		"": {true, true, false}, "dire": {true, true, false},
	} {
		a := model.CostAlert{Severity: &severity}
		if got := [3]bool{cost.AtLeast(a, cost.Info), cost.AtLeast(a, cost.Warning), cost.AtLeast(a, cost.Critical)}; got != want {
			t.Errorf("%q: got %v, want %v", severity, got, want)
		}
	}
}

func TestHostileCostsStayWithinBounds(t *testing.T) {
	got := stateOf(t, spent("a", 0, "9e999")+spent("b", 0, "1e300")+spent("c", time.Minute, "'much'")+
		`INSERT INTO cost_events (event_id, session_id, timestamp, model, alert_type, current_cost_usd, budget_usd, severity, message, total_tokens, cost_usd)
			VALUES (x'ff00', 's', x'ff', x'ff', x'fe', 9e999, 'all', x'fd', x'fc', 9223372036854775807, -9e999);`)
	if got.Prediction.Reason != "" || got.Breakdown.Tokens <= 0 || got.Breakdown.ByModel["\uFFFD"] >= 0 || len(got.Alerts) != 1 {
		t.Errorf("got %+v", got)
	}
}

// audience is who follows; what is published goes through a channel.
type audience struct {
	followed  chan []string
	published chan []cost.Item
}

func (a audience) Followed() []string {
	return <-a.followed
}

func (a audience) Publish(_ string, items ...cost.Item) { a.published <- items }

// TestOnlyWhatDiffersIsPublished goes step by step: each change is read once its audience was asked for.
func TestOnlyWhatDiffersIsPublished(t *testing.T) {
	db := testkit.OpenDatabase(t, alert("a1", "'warning'", time.Minute))
	a := audience{followed: make(chan []string), published: make(chan []cost.Item, 9)}
	changes := make(chan struct{})
	follower := cost.New(costs.New(db), func() time.Time { return now }).NewFollower(a, slog.New(slog.DiscardHandler))
	testkit.Background(t).Go("costs", func(ctx context.Context) error { return follower.Run(ctx, changes) })
	look := func(script string, followed ...string) {
		testkit.Execute(t, db, script)
		changes <- struct{}{}
		a.followed <- followed
	}
	expect := func(alerts []string, breakdown, prediction bool) {
		t.Helper()
		var ids []string
		var gotBreakdown, gotPrediction bool
		for _, item := range <-a.published {
			for _, alert := range item.Alerts {
				ids = append(ids, alert.ID)
			}
			gotBreakdown = gotBreakdown || item.Breakdown != nil
			gotPrediction = gotPrediction || item.Prediction != nil
		}
		if !reflect.DeepEqual(ids, alerts) || gotBreakdown != breakdown || gotPrediction != prediction {
			t.Errorf("published %v, %v, %v, want %v, %v, %v", ids, gotBreakdown, gotPrediction, alerts, breakdown, prediction)
		}
	}
	look("", "s")
	expect([]string{"a1"}, true, true)
	look("", "s") // publishes nothing
	look(alert("a2", "'info'", 0), "s")
	expect([]string{"a2"}, false, false)
	look(spent("old", time.Hour, "1"), "s")
	expect(nil, true, false)
	look(spent("new", 0, "1"), "s")
	expect(nil, true, true)
	look("") // without a client, the published alerts are forgotten
	look("", "s")
	expect([]string{"a1", "a2"}, true, true)
}
