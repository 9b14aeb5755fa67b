package bench

import (
	"fmt"
	"net/url"
	"testing"
)

// filters are filters of the list of events: by a value that no event has, by one that many have, and by two values that many events have,
// but none has both.
var filters = []struct {
	name   string
	values url.Values
}{
	{"none", url.Values{}},
	{"no-match/feature", url.Values{"feature_id": {"absent"}}},
	{"no-match/model", url.Values{"model": {"absent"}}},
	{"no-match/tool", url.Values{"tool_name": {"absent"}}},
	{"no-match/status", url.Values{"status": {"absent"}}},
	{"no-match/type", url.Values{"event_type": {"check_point"}}},
	{"no-match/agent", url.Values{"agent_id": {"absent"}}},
	{"no-match/agent-and-tool", url.Values{"agent_id": {"absent"}, "tool_name": {"Bash"}}},
	{"no-match/model-and-status", url.Values{"model": {"gpt-5"}, "status": {"absent"}}},
	{"no-match/both-common", url.Values{"model": {"gpt-5"}, "tool_name": {"TaskOutput"}, "agent_id": {"claude-code"}}},
	{"many/model", url.Values{"model": {"gpt-5"}}},
	{"many/tool", url.Values{"tool_name": {"Bash"}}},
	{"many/status", url.Values{"status": {"recorded"}}},
	{"many/type", url.Values{"event_type": {"tool_call"}}},
	{"many/agent", url.Values{"agent_id": {"claude-code"}}},
	{"within/since", url.Values{"since": {"2026-01-05T10:30:00Z"}}},
	{"within/since-and-until", url.Values{"since": {"2026-01-05T10:30:00Z"}, "until": {"2026-03-10T10:30:00Z"}}},
	{"within/tool", url.Values{"since": {"2026-01-05T10:30:00Z"}, "tool_name": {"Bash"}}},
	{"many/tool-and-status", url.Values{"tool_name": {"Bash"}, "status": {"recorded"}}},
}

// BenchmarkFilters measures the list of events with each filter, computed for each request.
func BenchmarkFilters(b *testing.B) {
	for _, events := range sizes(b)[1:] {
		site := newSite(b, newService(b, events, true).Server)
		for _, filter := range filters {
			filter.values.Set("limit", "50")
			b.Run(fmt.Sprintf("events=%d/%s", events, filter.name), func(b *testing.B) {
				site.measure(b, "/api/events?"+filter.values.Encode())
			})
		}
	}
}
