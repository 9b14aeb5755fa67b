package repricing_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/service/repricing"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// prices are what a token of a model costs. Fast ones cost ten times as much.
type prices map[string]int64

// Price prices the tokens of input.
func (p prices) Price(u ingest.Usage) (int64, bool, string) {
	price, known := p[u.Model]
	if u.Tier == ingest.TierFast {
		price *= 10
	}
	return price * u.Input, known, "test"
}

// clock counts the pauses, and ends the run after some.
type clock struct{ pauses, last int }

var errEnded = errors.New("ended")

// Sleep returns at once.
func (c *clock) Sleep(context.Context, time.Duration) error {
	if c.pauses++; c.pauses == c.last {
		return errEnded
	}
	return nil
}

// request is a stored request of 10 tokens. cost and stated are SQL.
func request(id, day, model, cost, stated, tier string) string {
	micro := cost
	return fmt.Sprintf(`
		INSERT INTO cost_events (event_id, session_id, timestamp, model, input_tokens, total_tokens, cost_usd) VALUES ('%[1]s', 's', '%[2]sT10:00:00', '%[3]s', 10, 10, %[4]s / 1000000.0);
		INSERT INTO ingest_usages (cost_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens,
			total_tokens, tier, web_searches, model, cost_micro_usd, stated_micro_usd, cost_source)
		VALUES ('%[1]s', 's', 10, 0, 0, 0, 0, 0, 10, %[6]s, 0, '%[3]s', %[7]s, %[5]s, 'former');`, id, day, model, cost, stated, tier, micro)
}

var stored = request("cheap", "2026-10-01", "a", "5", "NULL", "NULL") + request("right", "2026-10-02", "a", "20", "NULL", "NULL") +
	request("fast", "2026-10-02", "a", "20", "NULL", "'fast'") + request("stated", "2026-10-02", "a", "7", "7", "NULL") +
	request("unknown", "2026-10-03", "b", "NULL", "NULL", "NULL") + request("forgotten", "2026-10-03", "c", "30", "NULL", "NULL") + `
	INSERT INTO cost_events (event_id, session_id, timestamp, model, input_tokens, total_tokens, cost_usd) VALUES ('others', 's', '2026-10-03 10:00:00', 'a', 10, 10, 0.5);
	INSERT INTO cost_events (event_id, session_id, timestamp, alert_type, cost_usd) VALUES ('alert', 's', '2026-10-03 10:00:00', 'breach', 0);`

func costsOf(t *testing.T, db *database.DB) []string {
	t.Helper()
	rows, err := database.Select[string](t.Context(), db, `
		SELECT c.event_id || ' ' || coalesce(round(c.cost_usd * 1000000) || '', 'none') || ' ' || coalesce(u.cost_micro_usd || ' ' || u.cost_source, 'none')
		FROM cost_events AS c LEFT JOIN ingest_usages AS u ON u.cost_id = c.event_id ORDER BY c.rowid`)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRequestsArePricedAgain(t *testing.T) {
	db := testkit.OpenDatabase(t, stored)
	before := costsOf(t, db)
	service := repricing.New(ingeststore.New(db), prices{"a": 2}, &clock{})
	want := repricing.Report{Read: 6, Stated: 1, Sum: repricing.Sum{Changed: 3, Before: 55, After: 220, Unpriced: 2}}
	models := []repricing.ModelSum{
		{Model: "a", Sum: repricing.Sum{Changed: 2, Before: 25, After: 220}}, {Model: "c", Sum: repricing.Sum{Changed: 1, Before: 30, Unpriced: 1}},
		{Model: "b", Sum: repricing.Sum{Unpriced: 1}},
	}
	for _, dryRun := range []bool{true, false} {
		report, err := service.Reprice(t.Context(), repricing.Options{DryRun: dryRun})
		if err != nil || report.Read != want.Read || report.Stated != want.Stated || report.Sum != want.Sum {
			t.Errorf("%+v, %v; want %+v", report, err, want)
		}
		if diff := cmp.Diff(models, report.Models()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, costsOf(t, db)); dryRun && diff != "" {
			t.Errorf("a dry run changed %s", diff)
		}
	}
	after := []string{"cheap 20.0 20 test", "right 20.0 20 former", "fast 200.0 200 test", "stated 7.0 7 former", "unknown none none", "forgotten none none", "others 500000.0 none", "alert 0.0 none"}
	if diff := cmp.Diff(after, costsOf(t, db)); diff != "" {
		t.Error(diff)
	}
	if report, err := service.Reprice(t.Context(), repricing.Options{}); err != nil || report.Changed != 0 || report.Unpriced != 2 {
		t.Errorf("again: %+v, %v", report, err)
	}
}

func TestOnlyRequestsSinceADayAreRead(t *testing.T) {
	db := testkit.OpenDatabase(t, stored)
	service := repricing.New(ingeststore.New(db), prices{"a": 2}, &clock{})
	for since, want := range map[string]int64{"": 6, "2026-10-01": 6, "2026-10-02": 5, "2026-10-03": 2, "2026-10-04": 0} {
		count, err := service.Count(t.Context(), since)
		if err != nil || count != want {
			t.Errorf("since %q: %d, %v; want %d", since, count, err, want)
		}
		if report, err := service.Reprice(t.Context(), repricing.Options{Since: since, DryRun: true}); err != nil || report.Read != want {
			t.Errorf("since %q: read %d, %v; want %d", since, report.Read, err, want)
		}
	}
}

// TestAnInterruptedRunContinues ends a run after its first step. The sums that a server keeps follow each step.
func TestAnInterruptedRunContinues(t *testing.T) {
	const requests = 1200
	script := ""
	for i := range requests {
		script += request(fmt.Sprint("r", i), fmt.Sprintf("2026-10-%02d", i%28+1), "a", "5", "NULL", "NULL")
	}
	db := testkit.OpenDatabase(t, script)
	running := spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, db.CountsCostDays)
	total := func() model.MicroUSD {
		t.Helper()
		usage, err := running.Within(t.Context(), model.Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		return usage.Total().Cost
	}
	if got := total(); got != requests*5 {
		t.Fatalf("the requests cost %d", got)
	}
	for _, test := range []struct {
		clock clock
		ends  error
		want  model.MicroUSD
	}{{clock{last: 1}, errEnded, 500*20 + 700*5}, {clock{}, nil, requests * 20}} {
		read := int64(0)
		service := repricing.New(ingeststore.New(db), prices{"a": 2}, &test.clock)
		_, err := service.Reprice(t.Context(), repricing.Options{Progress: func(requests int64) { read = requests }})
		if got := total(); !errors.Is(err, test.ends) || got != test.want || read == 0 {
			t.Errorf("%v; the requests cost %d, want %d; %d were read", err, got, test.want, read)
		}
	}
}
