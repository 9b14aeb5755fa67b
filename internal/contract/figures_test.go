package contract

import (
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// TestWhatShowsAFigureShowsTheSameValue asks every page and every operation over several databases, and compares all values of the same figure
// of the same thing. docs/figures.md defines the figures.
func TestWhatShowsAFigureShowsTheSameValue(t *testing.T) {
	for name, source := range figureSources(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFigures(t, source(t))
			f.askPages(t)
			f.askOperations(t)
			f.addRates(t)
			f.compare(t)
			f.compareParts(t)
		})
	}
}

// figures are the values that a server shows, by figure and thing.
type figures struct {
	service *app.App
	values  map[figureKey][]shown
	// sessions are the sessions of which all is asked.
	sessions []string
	// hasPruned is true where rows were pruned.
	hasPruned bool
}

// figureKey is a figure and the thing it is one of, such as "tokens" and "agent:codex".
type figureKey struct{ name, of string }

// shown is the value of a figure, and where it is shown.
type shown struct {
	where string
	value float64
}

func newFigures(t *testing.T, path string) *figures {
	t.Helper()
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path}, Cache: app.CacheOff, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	f := &figures{service: service, values: map[figureKey][]shown{}}
	f.sessions, err = database.Select[string](t.Context(), service.DB,
		"SELECT session_id FROM (SELECT session_id FROM sessions UNION SELECT session_id FROM agent_events) AS known WHERE session_id <> '' ORDER BY 1 LIMIT 40")
	if err != nil {
		t.Fatal(err)
	}
	pruned, err := database.Value[int64](t.Context(), service.DB, "SELECT count(*) FROM daily_rollups")
	if err != nil {
		t.Fatal(err)
	}
	f.hasPruned = pruned > 0
	return f
}

// ask requests a target and returns the response.
func (f *figures) ask(t *testing.T, target string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	request.Host = "localhost"
	recorder := httptest.NewRecorder()
	f.service.Server.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", target, recorder.Code, recorder.Body)
	}
	return recorder
}

// add stores the value of a figure. The thing is named by its kind and its id; an agent that is not named is "unknown".
func (f *figures) add(where, name, kind, id string, value float64) {
	of := kind + ":" + id
	if kind == "all" {
		of = kind
	}
	if of == "agent:" {
		of = "agent:unknown"
	}
	f.values[figureKey{name, of}] = append(f.values[figureKey{name, of}], shown{where, value})
}

// addRates adds the rates as the stored events give them: a call that was rejected is in neither part of a rate.
func (f *figures) addRates(t *testing.T) {
	t.Helper()
	type rates struct {
		Agent           string
		Success, Failed float64
	}
	const parts = `
			sum(coalesce(status, 'recorded') IN ('recorded', 'success', 'completed')) * 100.0 / max(1, sum(coalesce(status, '') <> 'rejected')) AS success,
			sum(coalesce(status, '') IN ('error', 'failed', 'cancelled', 'timeout')) * 100.0 / max(1, sum(coalesce(status, '') <> 'rejected')) AS failed
		FROM agent_events WHERE event_id IS NOT NULL `
	for _, query := range []string{"SELECT coalesce(agent_id, '') AS agent," + parts + "GROUP BY 1", "SELECT '*' AS agent," + parts + "HAVING count(*) > 0"} {
		list, err := database.Select[rates](t.Context(), f.service.DB, query)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			kind, id := "agent", r.Agent
			if id == "*" {
				kind, id = "all", ""
				f.add("the events", "error_rate", kind, id, r.Failed)
			}
			f.add("the events", "success_rate", kind, id, r.Success)
		}
	}
}

// tolerances are the differences by which figures may differ that are rounded where they are shown.
var tolerances = map[string]float64{"success_rate": 0.051, "error_rate": 0.0051, "tokens_per_event": 0.0051, "mean_duration": 0.00051, "cost_of_events": 0.0051}

// compare fails where a figure of one thing has several values.
func (f *figures) compare(t *testing.T) {
	t.Helper()
	compared := 0
	for _, key := range slices.SortedFunc(maps.Keys(f.values), func(a, b figureKey) int { return strings.Compare(a.name+a.of, b.name+b.of) }) {
		list := f.values[key]
		for _, other := range list[1:] {
			compared++
			if math.Abs(other.value-list[0].value) > max(tolerances[key.name], 1e-9) {
				t.Errorf("%s of %q is %s in %s, and %s in %s", key.name, key.of, number(list[0].value), list[0].where, number(other.value), other.where)
			}
		}
	}
	if compared < 40 {
		t.Errorf("only %d values were compared", compared)
	}
}

func number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

// value returns the first value of a figure.
func (f *figures) value(name, of string) float64 {
	if list := f.values[figureKey{name, of}]; len(list) > 0 {
		return list[0].value
	}
	return math.NaN()
}

// sum adds up a figure over all things of a kind, each once, as one place shows them.
func (f *figures) sum(name, kind, where string) float64 {
	total := 0.0
	for key, list := range f.values {
		if key.name != name || !strings.HasPrefix(key.of, kind+":") {
			continue
		}
		for _, s := range list {
			if s.where == where {
				total += s.value
			}
		}
	}
	return total
}

// compareParts fails where the parts of a figure do not add up to it.
func (f *figures) compareParts(t *testing.T) {
	t.Helper()
	for _, part := range []struct{ name, kind, where string }{
		{"tokens", "agent", "/api/agents"}, {"tokens", "agent", "/api/metrics"}, {"requests", "agent", "/api/agents"}, {"cost_usd", "agent", "/api/agents"},
		{"events", "agent", "/api/agents"}, {"events", "agent", "/api/analytics/cost-summary"}, {"tokens", "agent", "/api/analytics/cost-summary"},
	} {
		f.compareSum(t, part.name, "all", part.kind, part.where)
	}
	for _, group := range costGroups {
		where := "/api/analytics/costs?group_by=" + group
		for _, name := range []string{"tokens", "requests", "cost_usd"} {
			f.compareSum(t, name, "all", group, where)
		}
	}
	for _, stack := range []string{"model", "project", "agent", "session"} {
		where := "/api/analytics/usage?from=all&by=month&stack=" + stack + "&tz=UTC"
		for _, name := range []string{"tokens", "requests", "cost_usd"} {
			f.compareSum(t, name, "all", "step", where)
			f.compareSum(t, name, "all", "group of "+stack, where)
		}
	}
	for _, zone := range zones {
		f.compareSum(t, "tokens", "all", "day in "+zone, "/api/analytics/costs?group_by=day&tz="+zone)
	}
	for _, id := range f.sessions {
		for _, name := range []string{"events", "errors", "tokens", "requests", "cost_usd"} {
			f.compareSum(t, name, "session:"+id, fmt.Sprintf("agent in %s", id), "/api/sessions/{session_id}")
		}
	}
}

// compareSum fails where the parts of one place do not add up to the figure of the whole.
func (f *figures) compareSum(t *testing.T, name, whole, kind, where string) {
	t.Helper()
	want, got := f.value(name, whole), f.sum(name, kind, where)
	if math.IsNaN(want) {
		want = 0 // no cost is known
	}
	if math.Abs(want-got) > 1e-6 {
		t.Errorf("%s of %s is %s, but by %s in %s it is %s", name, whole, number(want), kind, where, number(got))
	}
}
