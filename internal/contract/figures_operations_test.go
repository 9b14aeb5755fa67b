package contract

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// costGroups are the groups of costs whose figures are compared. Of pruned requests the session is not known.
var costGroups = []string{"model", "day", "session", "agent", "project", "tool"}

// zones are time zones whose days must add up to all time.
var zones = []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu"}

// member is a number in a response: the path to it, with the figure that it shows.
type member struct{ path, figure string }

// list is a list in a response whose items show figures of things of a kind, named by the member id.
type list struct {
	path, kind, id string
	members        []member
}

// shows says which figures a response shows of all that is stored, and in which lists.
type shows struct {
	target  string
	members []member
	lists   []list
}

// operations say which figures each operation shows of all that is stored.
var operations = []shows{
	{"/api/initial-stats", []member{{"total_events", "events"}, {"total_sessions", "sessions"}, {"total_agents", "agents_of_events"}}, nil},
	{"/api/metrics", []member{
		{"events_per_minute", "events_last_minute"}, {"tokens.total", "tokens"}, {"tokens.per_event", "tokens_per_event"}, {"tokens.peak", "peak_tokens"},
		{"tokens.estimated_cost_usd", "cost_usd"}, {"active_sessions", "active_sessions"}, {"error_rate", "error_rate"},
	}, []list{{"agents", "agent", "agent_id", []member{{"event_count", "events"}, {"total_tokens", "tokens"}}}}},
	{"/api/agents", []member{{"total", "agents"}}, []list{{"agents", "agent", "agent_id", []member{
		{"event_count", "events"}, {"total_tokens", "tokens"}, {"session_count", "sessions"}, {"error_count", "errors"}, {"success_rate", "success_rate"},
		{"requests", "requests"}, {"cost_usd", "cost_usd"}, {"total_tokens_with_subagents", "tokens_with_subagents"}, {"cost_usd_with_subagents", "cost_usd_with_subagents"},
	}}}},
	{"/api/analytics/cost-summary", []member{{"total_tokens", "tokens"}, {"event_count", "events"}, {"avg_tokens_per_event", "tokens_per_event"}}, []list{
		{"breakdown.by_tool", "tool", "tool_name", []member{{"event_count", "events"}, {"tokens", "tokens"}}},
		{"breakdown.by_model", "model", "model", []member{{"event_count", "events"}, {"tokens", "tokens"}}},
		{"breakdown.by_agent", "agent", "agent_id", []member{{"event_count", "events"}, {"tokens", "tokens"}}},
	}},
	{"/api/analytics/performance-metrics", []member{{"error_rate", "error_rate"}, {"success_rate", "success_rate"}, {"duration_stats.avg", "mean_duration"}}, []list{
		{"per_tool", "tool", "tool_name", []member{{"event_count", "events"}, {"success_count", "successes"}, {"error_count", "errors"}}},
	}},
	{"/api/orchestration", []member{{"delegation_count", "delegations"}}, nil},
	{"/api/orchestration/delegations", []member{{"delegation_count", "delegations"}}, nil},
	{"/api/orchestration/summary", []member{{"delegation_count", "delegations"}}, nil},
	{"/api/spawner-statistics", nil, []list{{"spawner_statistics", "spawner", "spawner_type", []member{
		{"total_delegations", "delegations"}, {"event_count", "events"}, {"successful", "completed_delegations"}, {"success_rate", "delegation_success_rate"},
		{"total_tokens", "tokens"},
	}}}},
	{"/api/presence", nil, []list{{"agents", "agent", "agent_id", []member{{"total_tools_executed", "tools_counted"}, {"total_cost_tokens", "tokens_counted"}}}}},
	{"/api/sessions?status=active", []member{{"total", "active_sessions"}}, nil},
	{"/api/sessions", []member{{"total", "sessions"}}, nil},
	{"/api/session-list?limit=200", []member{{"total", "listed_sessions"}}, nil},
	{"/api/session-list?limit=200&automated=show", []member{{"total", "root_sessions"}}, []list{{"sessions", "session", "session_id", []member{
		{"event_count", "events"}, {"error_count", "errors"}, {"total_tokens", "tokens"}, {"cost_usd", "cost_usd"}, {"requests", "requests"},
		{"duration_seconds", "duration"}, {"prompts", "prompts"},
	}}}},
}

// ofSession says which figures operations show of one session.
func ofSession(id string) []shows {
	return []shows{
		{"/api/sessions/{session_id}", []member{
			{"event_count", "events"}, {"error_count", "errors"}, {"total_tokens", "tokens"}, {"cost_usd", "cost_usd"}, {"duration_seconds", "duration"},
			{"with_child_sessions.total_tokens", "tokens_with_child_sessions"}, {"with_child_sessions.cost_usd", "cost_usd_with_child_sessions"},
		}, []list{{"agent_usage", "agent in " + id, "agent_id", []member{
			{"event_count", "events"}, {"error_count", "errors"}, {"requests", "requests"}, {"total_tokens", "tokens"}, {"cost_usd", "cost_usd"},
		}}}},
		{"/api/analytics/cost-summary?session_id={session_id}", []member{{"total_tokens", "tokens"}, {"event_count", "events"}}, nil},
		{"/api/orchestration/summary?session_id={session_id}", []member{{"delegation_count", "delegations"}}, nil},
	}
}

// askOperations asks the operations that show figures.
func (f *figures) askOperations(t *testing.T) {
	t.Helper()
	for _, s := range operations {
		f.read(t, s, s.target, "all", "")
	}
	f.add("/api/events", "events", "all", "", f.total(t, "/api/events?limit=1"))
	for _, group := range costGroups {
		f.readCosts(t, "/api/analytics/costs?group_by="+group, group)
	}
	for _, zone := range zones {
		f.readCosts(t, "/api/analytics/costs?group_by=day&tz="+zone, "day in "+zone)
	}
	for _, stack := range []string{"model", "project", "agent", "session"} {
		for _, zone := range append([]string{"UTC"}, zones...) {
			f.readUsage(t, stack, zone)
		}
	}
	for _, id := range f.sessions {
		fill := strings.NewReplacer("{session_id}", url.PathEscape(id))
		for _, s := range ofSession(id) {
			f.read(t, s, fill.Replace(s.target), "session", id)
		}
		f.add("/api/events?session_id", "events", "session", id, f.total(t, "/api/events?limit=1&session_id="+url.QueryEscape(id)))
	}
}

// total returns the number of items of all pages of a list.
func (f *figures) total(t *testing.T, target string) float64 {
	t.Helper()
	total, err := strconv.ParseFloat(f.ask(t, target).Header().Get("X-Total-Count"), 64)
	if err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	return total
}

// readCosts reads the costs of a grouping. By session, what was pruned has no name.
func (f *figures) readCosts(t *testing.T, target, kind string) {
	t.Helper()
	f.read(t, shows{target, []member{{"total.total_tokens", "tokens"}, {"total.requests", "requests"}, {"total.cost_usd", "cost_usd"}}, []list{
		{"groups", kind, "name", []member{{"requests", "requests"}, {"total_tokens", "tokens"}, {"cost_usd", "cost_usd"}}},
	}}, target, "all", "")
}

// readUsage reads the usage of all time. Its groups are those of the costs, and its steps add up to all of it.
func (f *figures) readUsage(t *testing.T, stack, zone string) {
	t.Helper()
	target := "/api/analytics/usage?from=all&by=month&stack=" + stack + "&tz=" + zone
	sums := []member{{"requests", "requests"}, {"total_tokens", "tokens"}, {"cost_usd", "cost_usd"}}
	f.read(t, shows{target, []member{{"totals.requests", "requests"}, {"totals.total_tokens", "tokens"}, {"totals.cost_usd", "cost_usd"}}, []list{
		{"buckets", "step", "from", sums}, {"groups", "group of " + stack, "name", sums},
	}}, target, "all", "")
	var body struct {
		Groups []struct {
			Name    *string `json:"name"`
			IsOther bool    `json:"is_other"`
			Tokens  float64 `json:"total_tokens"`
		} `json:"groups"`
	}
	if err := json.Unmarshal(f.ask(t, target).Body.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	for _, group := range body.Groups {
		if !group.IsOther && group.Name != nil {
			f.add(target, "tokens", stack, *group.Name, group.Tokens)
		}
	}
}

// read reads the figures of a response. where is the name of the operation in messages.
func (f *figures) read(t *testing.T, s shows, target, kind, id string) {
	t.Helper()
	var body any
	if err := json.Unmarshal(f.ask(t, target).Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	for _, m := range s.members {
		if value, ok := at(body, m.path).(float64); ok {
			f.add(s.target, m.figure, kind, id, value)
		}
	}
	for _, l := range s.lists {
		items, ok := at(body, l.path).([]any)
		if !ok {
			t.Errorf("%s has no list %s", target, l.path)
		}
		for _, item := range items {
			name, _ := at(item, l.id).(string)
			if l.kind == "day" && at(item, "is_utc_day") == true {
				name += " in UTC"
			}
			for _, m := range l.members {
				if value, ok := at(item, m.path).(float64); ok {
					f.add(s.target, m.figure, l.kind, name, value)
				}
			}
		}
	}
}

// at returns the member of a JSON value at a path, nil where there is none.
func at(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}
