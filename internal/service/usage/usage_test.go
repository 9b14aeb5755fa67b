package usage_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// now is the evening of the day on which clocks went forward in Berlin.
var now = time.Date(2026, 3, 29, 20, 0, 0, 0, time.UTC)

// scenario has requests of two projects, around midnight in several zones, one that was pruned by quarter of an hour, and one by day.
const scenario = `
INSERT INTO sessions (session_id, agent_assigned, created_at, metadata) VALUES
	('a', 'claude-code', '2026-03-28 10:00:00', '{"cwd": "/srv/api"}'), ('b', 'codex', '2026-03-28 10:00:00', '{"cwd": "/srv/web"}');
INSERT INTO cost_events (event_id, agent_id, subagent_type, session_id, timestamp, model, input_tokens, output_tokens, total_tokens, cost_usd) VALUES
	('1', 'claude-code', NULL, 'a', '2026-03-28 22:59:59', 'opus', 100, 10, 110, 1), ('2', 'claude-code', NULL, 'a', '2026-03-28 23:00:00', 'opus', 100, 10, 1110, 2),
	('3', 'claude-code', 'Explore', 'a', '2026-03-29T10:00:00.000000', 'haiku', 100, 10, 110, 0.5), ('4', 'codex', NULL, 'b', '2026-03-29 21:59:59', 'gpt-5', 100, 10, 110, 4),
	('5', 'codex', NULL, 'b', '2026-03-29 22:00:00', 'gpt-5', 100, 10, 110, 8), ('6', 'codex', NULL, 'b', '2026-03-29 12:00:00', 'in-house', 100, 10, 110, NULL);
INSERT INTO ingest_usages (cost_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens,
	total_tokens, web_searches, cost_micro_usd, cost_source, source) VALUES
	('1', 'a', 100, 10, 0, 0, 0, 0, 110, 0, 1000000, 'computed:2026-03-01', 'transcript'), ('2', 'a', 100, 10, 900, 100, 0, 0, 1110, 0, 2000000, 'override', 'otlp'),
	('3', 'a', 100, 10, 0, 0, 0, 0, 110, 0, 500000, 'otlp', 'otlp');
INSERT INTO ingest_reports (cost_id, source, timestamp, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens, web_searches, cost_micro_usd) VALUES
	('2', 'otlp', '2026-03-28T23:00:00', 100, 10, 900, 100, 0, 0, 0, 2000000), ('2', 'transcript', '2026-03-28T23:00:00', 100, 1, 900, 100, 0, 0, 0, 1000000);
INSERT INTO quarter_rollups VALUES ('2026-02-10 23:30', '/srv/api', 'claude-code', 'opus', 'Bash', 'claude-code', 1, 0, 0, 0, 2, 0, 10, 10, 0, 0, 0, 20, 16000000);
INSERT INTO daily_rollups VALUES ('2026-02-10', '/srv/api', 'claude-code', 'opus', 'Bash', 1, 0, 0, 2, 0, 10, 10, 0, 0, 0, 20, 16000000),
	('2026-02-01', '/srv/api', 'claude-code', 'opus', 'Bash', 1, 0, 0, 1, 0, 10, 10, 0, 0, 0, 20, 32000000);`

// titles calls each session by its id.
type titles struct{}

func (titles) TitlesOf(_ context.Context, ids []string) (map[string]session.Title, error) {
	all := map[string]session.Title{}
	for _, id := range ids {
		all[id] = session.Title{Text: "Session " + id, By: session.ByPrompt}
	}
	return all, nil
}

// prices charges a millionth of a dollar for ten tokens, a tenth of that from the cache, and twice that to it.
type prices struct{}

func (prices) Price(u ingest.Usage) (int64, bool, string) {
	return (u.Input*100 + u.CacheRead*10 + u.CacheWrite5m*200) / 1000, u.Model == "opus", "computed"
}

func newService(t *testing.T, db *database.DB) *usage.Service {
	t.Helper()
	clock := func() time.Time { return now }
	store := costs.New(db)
	service, err := usage.New(spending.New(store, project.Rule{}, testkit.Stated{}, db.CountsCostDays), store, request.New(store, clock), titles{}, prices{}, clock)
	if err != nil {
		t.Fatal(err)
	}
	return service
}

func report(t *testing.T, service *usage.Service, q usage.Query) usage.Report {
	t.Helper()
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	if q.Stack == "" {
		q.Stack = model.CostByModel
	}
	r, err := service.Report(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

// stepsOf returns the steps with a cost: when each begins, and its parts in dollars by group.
func stepsOf(r usage.Report) []string {
	var lines []string
	for _, step := range r.Steps {
		if step.Total.Requests == 0 {
			continue
		}
		line := step.From.Format("2006-01-02T15:04")
		for i, part := range step.Parts {
			if part.Requests > 0 {
				line += fmt.Sprintf(" %s=%v", r.Groups[i].Name, part.Cost.USD())
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestStepsAreDaysOfTheZoneOfTheReader(t *testing.T) {
	service := newService(t, testkit.OpenDatabase(t, scenario))
	for _, test := range []struct {
		zone, from, to string
		step           timerange.Step
		want           []string
	}{
		{"UTC", "2026-03-28", "2026-03-29", "", []string{"2026-03-28T22:00 opus=1", "2026-03-28T23:00 opus=2", "2026-03-29T10:00 haiku=0.5", "2026-03-29T12:00 in-house=0", "2026-03-29T21:00 gpt-5=4", "2026-03-29T22:00 gpt-5=8"}},
		{"UTC", "2026-03-28", "2026-03-29", timerange.ByDay, []string{"2026-03-28T00:00 opus=3", "2026-03-29T00:00 gpt-5=12 haiku=0.5 in-house=0"}},
		// In Berlin midnight is at 23 hours before the change of clocks, and at 22 after it.
		{"Europe/Berlin", "2026-03-29", "2026-03-29", timerange.ByDay, []string{"2026-03-29T00:00 gpt-5=4 opus=2 haiku=0.5 in-house=0"}},
		{"Europe/Berlin", "2026-03-28", "2026-03-30", timerange.ByDay, []string{"2026-03-28T00:00 opus=1", "2026-03-29T00:00 gpt-5=4 opus=2 haiku=0.5 in-house=0", "2026-03-30T00:00 gpt-5=8"}},
		{"Asia/Kathmandu", "2026-03-29", "2026-03-29", timerange.ByDay, []string{"2026-03-29T00:00 opus=3 haiku=0.5 in-house=0"}},
		{"UTC", "2026-03-28T22:59", "2026-03-28T23:00", timerange.ByHour, []string{"2026-03-28T22:59 opus=1"}},
		{"UTC", "2026-03-01", "2026-03-29", timerange.ByMonth, []string{"2026-03-01T00:00 gpt-5=12 opus=3 haiku=0.5 in-house=0"}},
		{"UTC", "2026-03-23", "2026-04-05", timerange.ByWeek, []string{"2026-03-23T00:00 gpt-5=12 opus=3 haiku=0.5 in-house=0"}},
	} {
		r := report(t, service, usage.Query{From: test.from, To: test.to, Zone: model.Zone(test.zone), Step: test.step})
		got := stepsOf(r)
		if diff := cmp.Diff(test.want, got); diff != "" || r.Outside.Requests != 0 {
			t.Errorf("%s to %s by %s in %s, outside %d (-want +got):\n%s", test.from, test.to, test.step, test.zone, r.Outside.Requests, diff)
		}
	}
}

func TestWhatWasPrunedIsInTheSums(t *testing.T) {
	r := report(t, newService(t, testkit.OpenDatabase(t, scenario)), usage.Query{From: "all", Zone: model.Zone("Europe/Berlin"), Step: timerange.ByDay})
	want := []string{"2026-02-01T00:00 opus=32", "2026-02-11T00:00 opus=16", "2026-03-28T00:00 opus=1", "2026-03-29T00:00 opus=2 gpt-5=4 haiku=0.5 in-house=0", "2026-03-30T00:00 gpt-5=8"}
	if diff := cmp.Diff(want, stepsOf(r)); diff != "" {
		t.Error(diff)
	}
	if !r.Steps[0].HasUTCDay || r.Steps[10].HasUTCDay || r.Pruned.Requests != 3 || r.Total.Requests != 9 || r.Before.IsBounded() {
		t.Errorf("%t, %t, %d pruned of %d, before %+v", r.Steps[0].HasUTCDay, r.Steps[10].HasUTCDay, r.Pruned.Requests, r.Total.Requests, r.Before)
	}
	if len(r.Sessions) != 2 || r.Sessions[0].ID != "b" || r.Sessions[0].Title.Text != "Session b" || r.Provenance.Counted.Requests != 6 {
		t.Errorf("sessions %+v, %d requests of sources", r.Sessions, r.Provenance.Counted.Requests)
	}
}

func TestStepsAreStackedAndFiltered(t *testing.T) {
	service := newService(t, testkit.OpenDatabase(t, scenario))
	for _, test := range []struct {
		stack  model.CostGrouping
		filter string
		want   string
	}{
		{model.CostByProject, "", "/srv/web=12 /srv/api=3.5"},
		{model.CostByAgent, "", "codex=12 claude-code=3 Explore=0.5"},
		{model.CostBySession, "", "b=12 a=3.5"},
		{model.CostByModel, "model:o", "opus=3 in-house=0"},
		{model.CostByModel, "model:=gpt-5", "gpt-5=12"},
		{model.CostByModel, "-model:opus project:/srv/api", "haiku=0.5"},
		{model.CostByModel, "agent:claude", "opus=3 haiku=0.5"}, // with its subagents
		{model.CostByModel, "agent:=explore", "haiku=0.5"},
		{model.CostByAgent, "session:a", "claude-code=3 Explore=0.5"},
		{model.CostByModel, "session:nobody", ""},
	} {
		r := report(t, service, usage.Query{From: "2026-03-28", To: "2026-03-29", Stack: test.stack, Filter: test.filter})
		var groups []string
		for _, group := range r.Groups {
			groups = append(groups, fmt.Sprintf("%s=%v", group.Name, group.Spent.Cost.USD()))
		}
		if got := strings.Join(groups, " "); got != test.want {
			t.Errorf("by %s of %q: %s, want %s", test.stack, test.filter, got, test.want)
		}
		list, err := service.List(t.Context(), usage.Query{From: "2026-03-28", To: "2026-03-29", Zone: time.UTC, Filter: test.filter}, model.Page{Limit: 2})
		if err != nil || list.Total != r.Total.Requests || list.Sum != r.Total || r.Provenance.Counted.Requests != r.Total.Requests {
			t.Errorf("%q: %d requests are listed and %d compared of %d, %v", test.filter, list.Total, r.Provenance.Counted.Requests, r.Total.Requests, err)
		}
	}
}

func TestMoreGroupsAreOne(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	for n := range 20 {
		testkit.Execute(t, db, fmt.Sprintf("INSERT INTO cost_events (event_id, session_id, timestamp, model, cost_usd) VALUES ('%d', 's', '2026-03-29 10:00:00', 'm-%02d', %d)", n, n, n+1))
	}
	r := report(t, newService(t, db), usage.Query{From: "today"})
	last := r.Groups[len(r.Groups)-1]
	if len(r.Groups) != 12 || r.Groups[0].Name != "m-19" || !last.IsOther || last.Spent.Cost.USD() != 45 || r.Steps[10].Parts[11] != last.Spent {
		t.Errorf("%d groups, the last %+v", len(r.Groups), last)
	}
}

func TestARangeIsComparedWithTheOneBefore(t *testing.T) {
	service := newService(t, testkit.OpenDatabase(t, scenario))
	r := report(t, service, usage.Query{From: "2026-03-29", To: "2026-03-29"})
	if percent, ok := r.Change(); !ok || percent != 316.7 || r.Before.Spent.Cost.USD() != 3 || r.Before.From.Day() != 28 {
		t.Errorf("%v %% (%v) to %+v", percent, ok, r.Before)
	}
	if percent, ok := report(t, service, usage.Query{From: "2026-03-28", To: "2026-03-28"}).Change(); ok {
		t.Errorf("%v %% to nothing", percent)
	}
	if r := report(t, service, usage.Query{}); r.Range.From.Day() != 23 || len(r.Steps) != 7 {
		t.Errorf("without a range: from %s, %d steps", r.Range.From, len(r.Steps))
	}
}

func TestWhatCachesSave(t *testing.T) {
	c := report(t, newService(t, testkit.OpenDatabase(t, scenario)), usage.Query{From: "2026-03-28", To: "2026-03-29"}).Cache
	// 900 tokens at 100 - 10, less 100 at 200 - 100, thousandths of a millionth.
	if c.Saved != 71 || c.Read != 900 || c.Input != 1600 || math.Abs(c.Share()-56.2) > 1e-9 || c.Unknown != 0 {
		t.Errorf("%+v, %v %%", c, c.Share())
	}
	db := testkit.OpenDatabase(t, scenario+"; UPDATE cost_events SET model = 'in-house' WHERE event_id = '2'")
	if c := report(t, newService(t, db), usage.Query{From: "2026-03-28", To: "2026-03-29"}).Cache; c.Saved != 0 || c.Unknown != 1000 {
		t.Errorf("without a price: %+v", c)
	}
}

func TestWhereRequestsComeFrom(t *testing.T) {
	r := report(t, newService(t, testkit.OpenDatabase(t, scenario)), usage.Query{From: "2026-03-28", To: "2026-03-29"})
	want := model.Provenance{
		Counted: model.ReportedSum{Requests: 6, Tokens: 1660, Cost: 15_500_000},
		Sources: []model.ReportedSum{
			{Source: "otlp", Requests: 2, Tokens: 1220, Cost: 2_500_000}, {Source: "transcript", Requests: 2, Tokens: 1211, Cost: 2_000_000},
		},
		ReportedOverlap: model.ReportedOverlap{Several: 1, Differing: 1},
		Costs: []model.CostOrigin{
			{Origin: model.CostStated, Requests: 3, Cost: 12_500_000}, {Origin: model.CostListed, Requests: 1, Cost: 1_000_000, OldestPrices: "2026-03-01", NewestPrices: "2026-03-01"},
			{Origin: model.CostUnknown, Requests: 1}, {Origin: model.CostOverridden, Requests: 1, Cost: 2_000_000},
		},
	}
	if diff := cmp.Diff(want, r.Provenance); diff != "" {
		t.Error(diff)
	}
	if len(r.Unpriced) != 1 || model.Or(r.Unpriced[0].Group, "") != "in-house" || r.Unpriced[0].Total != 110 {
		t.Errorf("without a price: %+v", r.Unpriced)
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	service := newService(t, testkit.OpenDatabase(t, ""))
	for _, q := range []usage.Query{{From: "soon"}, {To: "soon"}, {From: "2026-03-02", To: "2026-03-01"}, {Filter: `model:"x`}} {
		q.Zone = time.UTC
		if _, err := service.Report(t.Context(), q); apperr.CodeOf(err) != apperr.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
	r := report(t, service, usage.Query{Filter: "word tool:Bash model:x"})
	if !slices.Equal(r.Ignored, []string{"word", "tool"}) || len(r.Understood) != 1 || r.Total.Requests != 0 || len(r.Steps) != 7 {
		t.Errorf("ignored %q, understood %+v, %d steps", r.Ignored, r.Understood, len(r.Steps))
	}
	if r := report(t, service, usage.Query{From: "all"}); len(r.Steps) != 0 || !r.Range.From.IsZero() {
		t.Errorf("all time of nothing: %+v", r)
	}
}
