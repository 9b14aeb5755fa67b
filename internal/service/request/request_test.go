package request_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// scenario has requests of two days: one of a transcript, one that telemetry reports with a cost too, one of which the two differ, one of another
// program, and an alert.
const scenario = `
INSERT INTO cost_events (event_id, session_id, timestamp, model, input_tokens, output_tokens, total_tokens, cost_usd) VALUES
	('one', 's', '2026-03-17 10:00:00', 'm', 10, 5, 15, 0.000045), ('both', 's', '2026-03-18 10:00:00', 'm', 10, 5, 15, 0.00005),
	('differ', 't', '2026-03-18T11:00:00', 'm', 10, 7, 17, 0.00006), ('foreign', 't', '2026-03-18T12:00:00', 'm', 1, 1, 2, 0.5), ('unpriced', 't', '2026-03-18T13:00:00', 'x', 1, 1, 2, NULL);
INSERT INTO cost_events (event_id, session_id, timestamp, alert_type) VALUES ('alert', 's', '2026-03-18T11:30:00', 'breach');
INSERT INTO ingest_usages (cost_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens,
	total_tokens, web_searches, cost_micro_usd, stated_micro_usd, cost_source, source) VALUES
	('one', 's', 10, 5, 0, 0, 0, 0, 15, 0, 45, NULL, 'computed:2026-03-01', 'transcript'), ('both', 's', 10, 5, 0, 0, 0, 0, 15, 0, 50, 50, 'stated', 'transcript'),
	('differ', 't', 10, 7, 0, 0, 0, 0, 17, 2, 60, 60, 'stated', 'otlp'), ('unpriced', 't', 1, 1, 0, 0, 0, 0, 2, 0, NULL, NULL, NULL, 'transcript');
INSERT INTO ingest_reports (cost_id, source, timestamp, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens,
	web_searches, stated_micro_usd, cost_micro_usd) VALUES
	('both', 'transcript', '2026-03-18T10:00:00', 10, 5, 0, 0, 0, 0, 0, NULL, 45), ('both', 'otlp', '2026-03-18T10:00:01', 10, 5, 0, 0, 0, 0, 0, 50, 50),
	('differ', 'transcript', '2026-03-18T11:00:00', 10, 6, 0, 0, 0, 0, 2, NULL, 48), ('differ', 'otlp', '2026-03-18T11:00:01', 10, 7, 0, 0, 0, 0, 0, 60, 60);`

func newService(t *testing.T) *request.Service {
	t.Helper()
	return request.New(costs.New(testkit.OpenDatabase(t, scenario)), func() time.Time { return now })
}

func TestAllRequestsAreListedPageByPage(t *testing.T) {
	s := newService(t)
	var got []string
	page := model.Page{Limit: 2}
	for {
		list, err := s.List(t.Context(), model.RequestFilter{}, page)
		if err != nil || list.Total != 5 {
			t.Fatal(list.Total, err)
		}
		for _, r := range list.Requests {
			got = append(got, r.ID)
		}
		if list.Next == nil {
			break
		}
		page.After = list.Next
	}
	if want := []string{"unpriced", "foreign", "differ", "both", "one"}; !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
}

func TestRequestsAreFiltered(t *testing.T) {
	for name, test := range map[string]struct {
		filter model.RequestFilter
		want   int64
	}{
		"by session": {model.RequestFilter{SessionID: "s"}, 2}, "by model": {model.RequestFilter{Model: "x"}, 1},
		"by time": {model.RequestFilter{Since: "2026-03-18T10:30:00", Until: "2026-03-18T12:00:00"}, 2}, "by nothing that is there": {model.RequestFilter{AgentID: "nobody"}, 0},
	} {
		list, err := newService(t).List(t.Context(), test.filter, model.Page{Limit: 10})
		if err != nil || list.Total != test.want || int64(len(list.Requests)) != test.want || list.Next != nil {
			t.Errorf("%s: %+v, %v; want %d", name, list, err, test.want)
		}
	}
}

func TestARequestBelongsToTheSubagentThatMadeIt(t *testing.T) {
	db := testkit.OpenDatabase(t, `INSERT INTO cost_events (event_id, session_id, timestamp, agent_id, subagent_type, total_tokens) VALUES
		('own', 's', '2026-03-18 10:00:00', 'claude-code', NULL, 1), ('below', 's', '2026-03-18 10:00:01', 'claude-code', 'Explore', 1)`)
	for agent, want := range map[string]string{"claude-code": "own", "Explore": "below"} {
		list, err := request.New(costs.New(db), func() time.Time { return now }).List(t.Context(), model.RequestFilter{AgentID: agent}, model.Page{Limit: 10})
		if err != nil || list.Total != 1 || len(list.Requests) != 1 || list.Requests[0].ID != want || model.Or(list.Requests[0].Agent, "") != agent {
			t.Errorf("%s made %+v, %v", agent, list, err)
		}
	}
}

func TestARequestSaysWhichReportCountsAndWhy(t *testing.T) {
	type report struct {
		source       string
		tokens, cost bool
	}
	for id, test := range map[string]struct {
		reports []report
		tokens  request.TokensReason
		cost    request.CostReason
	}{
		"one":      {[]report{{"transcript", true, false}}, request.OneReport, request.Computed},
		"both":     {[]report{{"otlp", true, true}, {"transcript", true, false}}, request.ReportsAgree, request.Stated},
		"differ":   {[]report{{"otlp", true, true}, {"transcript", false, false}}, request.MostTokens, request.Stated},
		"foreign":  {nil, request.UnknownReason, request.Stated},
		"unpriced": {[]report{{"transcript", true, false}}, request.OneReport, request.NoPrice},
	} {
		t.Run(id, func(t *testing.T) {
			detail, err := newService(t).Get(t.Context(), id)
			if err != nil || detail.Tokens != test.tokens || detail.Cost != test.cost {
				t.Fatalf("%q and %q, %v", detail.Tokens, detail.Cost, err)
			}
			var got []report
			for _, r := range detail.Reports {
				got = append(got, report{r.Source, r.TokensCount, r.CostCounts})
			}
			if !slices.Equal(got, test.reports) {
				t.Errorf("reports %v, want %v", got, test.reports)
			}
		})
	}
	for _, id := range []string{"nobody", "alert"} {
		if _, err := newService(t).Get(t.Context(), id); apperr.CodeOf(err) != apperr.CodeNotFound {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestRequestsOfOtherProgramsAreComparedToo(t *testing.T) {
	db := testkit.OpenDatabase(t, "INSERT INTO cost_events (event_id, session_id, timestamp) VALUES ('r', 's', '2026-03-18 10:00:00')")
	got, err := request.New(costs.New(db), func() time.Time { return now }).Reconcile(t.Context(), model.CostByDay, model.Bounds{})
	if err != nil || len(got.Groups) != 1 || got.Groups[0].Counted.Requests != 1 || len(got.Groups[0].Sources) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSourcesAreCompared(t *testing.T) {
	sum := func(group, source string, requests, tokens int64, cost model.MicroUSD) model.ReportedSum {
		return model.ReportedSum{Group: group, Source: source, Requests: requests, Tokens: tokens, Cost: cost}
	}
	for by, want := range map[model.CostGrouping][]request.Group{
		model.CostByDay: {
			{
				Name: "2026-03-18", Counted: sum("2026-03-18", "", 4, 36, 500_110), ReportedOverlap: model.ReportedOverlap{Group: "2026-03-18", Several: 2, Differing: 1},
				Sources: []model.ReportedSum{sum("2026-03-18", "otlp", 2, 32, 110), sum("2026-03-18", "transcript", 3, 33, 93)},
			},
			{Name: "2026-03-17", Counted: sum("2026-03-17", "", 1, 15, 45), Sources: []model.ReportedSum{sum("2026-03-17", "transcript", 1, 15, 45)}},
		},
		model.CostBySession: {
			{
				Name: "s", Counted: sum("s", "", 2, 30, 95), ReportedOverlap: model.ReportedOverlap{Group: "s", Several: 1},
				Sources: []model.ReportedSum{sum("s", "otlp", 1, 15, 50), sum("s", "transcript", 2, 30, 90)},
			},
			{
				Name: "t", Counted: sum("t", "", 3, 21, 500_060), ReportedOverlap: model.ReportedOverlap{Group: "t", Several: 1, Differing: 1},
				Sources: []model.ReportedSum{sum("t", "otlp", 1, 17, 60), sum("t", "transcript", 2, 18, 48)},
			},
		},
	} {
		got, err := newService(t).Reconcile(t.Context(), by, model.Bounds{})
		if diff := cmp.Diff(want, got.Groups); diff != "" || err != nil || got.Timestamp != now {
			t.Errorf("by %s: %v (-want +got):\n%s", by, err, diff)
		}
	}
}
