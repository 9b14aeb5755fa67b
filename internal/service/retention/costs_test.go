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
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// spent returns sums of what is stored and what was pruned.
func spent(t *testing.T, db *database.DB) *spending.Running {
	t.Helper()
	rows, err := events.NewSummary(db).From(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return spending.New(costs.New(db), project.Rule{}, testkit.Stated(summary.NewView(rows).Stated()), db.CountsCostDays)
}

// divide returns the costs by group in a time range.
func divide(t *testing.T, db *database.DB, by model.CostGrouping, since, until model.Instant) analytics.CostDivision {
	t.Helper()
	return divideIn(t, db, by, since, until, time.UTC)
}

// divideIn returns the same by days of a time zone.
func divideIn(t *testing.T, db *database.DB, by model.CostGrouping, since, until model.Instant, zone *time.Location) analytics.CostDivision {
	t.Helper()
	service := analytics.New(nil, nil, spent(t, db), nil, nil, nil, func() time.Time { return now })
	division, err := service.CostsBy(t.Context(), by, model.Bounds{Since: since, Until: until}, zone)
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

// TestDaysOfAnyTimeZoneAreTheSameBeforeAndAfterAPrune has zones with offsets of whole, half and quarter hours, and daylight saving.
func TestDaysOfAnyTimeZoneAreTheSameBeforeAndAfterAPrune(t *testing.T) {
	db := newSample(t, 4000)
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"}
	before := map[string]analytics.CostDivision{}
	for _, zone := range zones {
		before[zone] = divideIn(t, db, model.CostByDay, "", "", model.Zone(zone))
	}
	if _, err := runPrune(t, db, "2026-03-18", &clock{rests: -1}); err != nil {
		t.Fatal(err)
	}
	for _, zone := range zones {
		if diff := cmp.Diff(before[zone], divideIn(t, db, model.CostByDay, "", "", model.Zone(zone))); diff != "" {
			t.Errorf("in %s (-before +after):\n%s", zone, diff)
		}
	}
}

// TestDaysOfAnEarlierReleaseAreDaysInUTC: it kept no quarters. What is added to such a day has them.
func TestDaysOfAnEarlierReleaseAreDaysInUTC(t *testing.T) {
	db := testkit.OpenDatabase(t, `
		INSERT INTO daily_rollups VALUES ('2026-03-01', '', 'a', 'm', 't', 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 30, 5000000);
		INSERT INTO cost_events (event_id, session_id, timestamp, agent_id, model, tool_name, total_tokens, cost_usd) VALUES ('r', 's', '2026-03-01T23:30:00', 'a', 'm', 't', 7, 1);`)
	if _, err := runPrune(t, db, "2026-03-18", &clock{rests: -1}); err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[string]string{
		"UTC":           "2026-03-01 37 tokens; ",
		"Europe/Berlin": "2026-03-02 7 tokens; 2026-03-01 in UTC 30 tokens; ",
	} {
		got := ""
		for _, group := range divideIn(t, db, model.CostByDay, "", "", model.Zone(zone)).Groups {
			got += *group.Group
			if group.UTCDay {
				got += " in UTC"
			}
			got += fmt.Sprintf(" %d tokens; ", group.Total)
		}
		if got != want {
			t.Errorf("in %s: %s want %s", zone, got, want)
		}
	}
	if total := divideIn(t, db, model.CostByAgent, "", "", time.UTC).Total; total.Total != 37 || total.Requests != 3 || total.Cost != 6_000_000 {
		t.Errorf("%+v", total)
	}
}

// TestTheTokensOfASessionAreCountedOnce: those of its requests, or those that its events state, whatever a prune deletes.
func TestTheTokensOfASessionAreCountedOnce(t *testing.T) {
	db := testkit.OpenDatabase(t, `
		INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, cost_tokens) VALUES
			('a', 'x', 'tool_call', 'asked', '2026-03-01 10:00:00', 500), ('b', 'x', 'tool_call', 'asked', '2026-03-05 10:00:00', 500),
			('c', 'x', 'tool_call', 'stated', '2026-03-01 10:00:00', 30), ('d', 'x', 'tool_call', 'stated', '2026-03-05 10:00:00', 40);
		INSERT INTO cost_events (event_id, session_id, timestamp, agent_id, total_tokens) VALUES ('r', 'asked', '2026-03-01 10:00:01', 'x', 600);`)
	for _, before := range []string{"2026-02-01", "2026-03-02", "2026-03-18"} {
		if _, err := runPrune(t, db, before, &clock{rests: -1}); err != nil {
			t.Fatal(err)
		}
		if total := divide(t, db, model.CostByAgent, "", "").Total; total.Total != 670 || total.Requests != 1 {
			t.Errorf("after a prune before %s: %+v", before, total)
		}
	}
}

func TestAPruneKeepsTheSumOfRecordedCosts(t *testing.T) {
	db := newSample(t, 2000)
	sum := func() string {
		usage, err := spent(t, db).Within(t.Context(), model.Bounds{})
		if err != nil || usage.Total().USD() == nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%.6f", *usage.Total().USD())
	}
	before := sum()
	if _, err := runPrune(t, db, "2026-04-01", &clock{rests: -1}); err != nil {
		t.Fatal(err)
	}
	if after := sum(); after != before || lines(t, db, "SELECT count(*) FROM cost_events") != "0" {
		t.Errorf("%s after, %s before", after, before)
	}
}
