package retention_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
)

// divide returns the costs by group in a time range.
func divide(t *testing.T, db *database.DB, by model.CostGrouping, since, until model.Instant) analytics.CostDivision {
	t.Helper()
	service := analytics.New(nil, nil, spending.New(costs.New(db), project.Rule{}, db.CountsCostDays), nil, nil, func() time.Time { return now })
	division, err := service.CostsBy(t.Context(), by, since, until)
	if err != nil {
		t.Fatal(err)
	}
	return division
}

func midnight(day string) model.Instant { return model.Instant(day + "T00:00:00.000000") }

func TestCostsAreTheSameBeforeAndAfterAPrune(t *testing.T) {
	for _, by := range []model.CostGrouping{model.CostByModel, model.CostByDay, model.CostByAgent, model.CostByProject, model.CostByTool} {
		t.Run(string(by), func(t *testing.T) {
			db := newSample(t, 4000)
			half := middle(t, db)
			first := lines(t, db, "SELECT substr(min(timestamp), 1, 10) FROM cost_events")
			next := lines(t, db, "SELECT date('"+first+"', '+1 day')")
			times := [][2]model.Instant{{"", ""}, {midnight(first), midnight(half)}, {midnight(next), ""}, {"", midnight(next)}, {midnight(half), ""}}
			var before []analytics.CostDivision
			for _, span := range times {
				before = append(before, divide(t, db, by, span[0], span[1]))
			}
			report, err := runPrune(t, db, half, &clock{rests: -1})
			if err != nil || report.Kinds[0].Rows < 100 {
				t.Fatalf("pruned %v, %v", report.Kinds, err)
			}
			for i, span := range times {
				if diff := cmp.Diff(before[i], divide(t, db, by, span[0], span[1])); diff != "" {
					t.Errorf("from %q to %q (-before +after):\n%s", span[0], span[1], diff)
				}
			}
		})
	}
}

func TestPrunedCostsBySessionHaveNoName(t *testing.T) {
	db := newSample(t, 4000)
	before := divide(t, db, model.CostBySession, "", "")
	if _, err := runPrune(t, db, middle(t, db), &clock{rests: -1}); err != nil {
		t.Fatal(err)
	}
	after := divide(t, db, model.CostBySession, "", "")
	if diff := cmp.Diff(before.Total, after.Total); diff != "" {
		t.Errorf("the total (-before +after):\n%s", diff)
	}
	var named, nameless model.Spent
	for _, group := range after.Groups {
		if group.Group == nil {
			nameless = nameless.Plus(group)
		} else {
			named = named.Plus(group)
		}
	}
	if nameless.Requests == 0 || named.Requests == 0 || nameless.Plus(named) != after.Total {
		t.Errorf("without a name %d requests, with one %d, in all %d", nameless.Requests, named.Requests, after.Total.Requests)
	}
}

func TestAPruneKeepsTheSumOfRecordedCosts(t *testing.T) {
	db := newSample(t, 2000)
	sum := func() string {
		cost, err := spending.New(costs.New(db), project.Rule{}, db.CountsCostDays).CostUSD(t.Context())
		if err != nil || cost == nil {
			t.Fatal(cost, err)
		}
		return fmt.Sprintf("%.6f", *cost)
	}
	before := sum()
	if _, err := runPrune(t, db, "2026-04-01", &clock{rests: -1}); err != nil {
		t.Fatal(err)
	}
	if after := sum(); after != before || lines(t, db, "SELECT count(*) FROM cost_events") != "0" {
		t.Errorf("%s after, %s before", after, before)
	}
}
