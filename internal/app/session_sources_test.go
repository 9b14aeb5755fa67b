package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
)

// TestASessionIsVisibleWhileItRuns checks the feed after some of the hooks: events must belong below the right event from the start.
func TestASessionIsVisibleWhileItRuns(t *testing.T) {
	s := newReportedSession(t, reportedClaude(), aWhileAgo())
	defer s.server.end(t)
	expect := map[int]string{
		2: `
Fix the build
`,
		4: `
Fix the build
  Bash (claude-code)
`,
		11: `
Fix the build
  Bash (claude-code)
  Task (claude-code)
    SubagentStart (Explore)
    Grep (Explore)
    Task (Explore)
      SubagentStart (Plan)
      Read (Plan)
`,
		26: `
Never mind, commit it
  Bash (claude-code)
  Stop (claude-code)
  SessionEnd (claude-code)
Run the tests
  Bash (claude-code)
Fix the build
  Bash (claude-code)
  Task (claude-code)
    SubagentStart (Explore)
    Grep (Explore)
    Task (Explore)
      SubagentStart (Plan)
      Read (Plan)
      SubagentStop (Plan)
    SubagentStop (Explore)
  Edit (claude-code)
  Stop (claude-code)
`,
	}
	s.hooks(func(sent int) {
		if want, ok := expect[sent]; ok && "\n"+s.turns() != want {
			t.Errorf("after %d hooks:\n%s\nwant%s", sent, s.turns(), want)
		}
	})
}

// Queries of what is stored, except when and by whom.
const (
	allEvents = `SELECT event_id, event_type, tool_name, agent_id, CAST(timestamp AS TEXT), input_summary, output_summary, parent_event_id, subagent_type,
		claude_task_id, status, execution_duration_seconds, cost_tokens, model FROM agent_events ORDER BY 1`
	allCosts = `SELECT c.event_id, CAST(c.timestamp AS TEXT), c.model, c.input_tokens, c.output_tokens, c.total_tokens, c.agent_id, c.subagent_type, u.event_id, u.cost_micro_usd
		FROM cost_events c JOIN ingest_usages u ON u.cost_id = c.event_id ORDER BY 1`
	allTraces   = `SELECT tool_use_id, tool_name, tool_output, CAST(start_time AS TEXT), CAST(end_time AS TEXT), duration_ms, status FROM tool_traces ORDER BY 1`
	allMessages = `SELECT message_id, session_id, subagent, timestamp, position, role, kind, model, finish_reason, event_id, source, witnessed FROM messages ORDER BY 1`
	allParts    = `SELECT message_id, section, number, type, call_id, name, source, cut, bytes, digest, text, hex(data), blob, meta FROM parts ORDER BY 1, 2, 3`
	allSessions = `SELECT session_id, agent_assigned, status, CAST(created_at AS TEXT), CAST(completed_at AS TEXT), last_user_query FROM sessions`
)

func (s *reportedSession) all() string {
	var all []string
	for _, query := range []string{allEvents, allCosts, allTraces, allSessions, allMessages, allParts} {
		all = append(all, s.query(query))
	}
	return strings.Join(all, "\n")
}

// reportBy returns the function by which a source reports the session.
func reportBy(source byte) func(*reportedSession) {
	switch source {
	case 'h':
		return func(s *reportedSession) { s.hooks(nil) }
	case 't':
		return (*reportedSession).transcripts
	default:
		return (*reportedSession).telemetry
	}
}

// TestTheOrderOfTheSourcesOfASessionDoesNotMatter lets hooks, transcripts and telemetry report the session in each order, and then
// once more.
func TestTheOrderOfTheSourcesOfASessionDoesNotMatter(t *testing.T) {
	var first string
	began := aWhileAgo()
	for _, order := range []string{"hto", "hot", "tho", "toh", "oht", "oth"} {
		t.Run(order, func(t *testing.T) {
			s := newReportedSession(t, reportedClaude(), began)
			defer s.server.end(t)
			for i := range order {
				reportBy(order[i])(s)
			}
			got := s.all()
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("%s\nthe order %s gives\n%s", order, "hto", diffOf(first, got))
			}
			for i := range order {
				reportBy(order[i])(s)
			}
			if again := s.all(); again != got {
				t.Errorf("sent again:\n%s", diffOf(got, again))
			}
			s.expectCounts()
		})
	}
}

// TestSourcesNeedNotAgreeOnTheTime delays hooks: they are received a moment after the event.
func TestSourcesNeedNotAgreeOnTheTime(t *testing.T) {
	const rows = "SELECT event_id, event_type, tool_name, agent_id, parent_event_id, claude_task_id, status, cost_tokens FROM agent_events ORDER BY 1"
	var first string
	began := aWhileAgo()
	for _, order := range []string{"hto", "oth"} {
		s := newReportedSession(t, reportedClaude(), began)
		s.late = 70 * time.Millisecond
		for i := range order {
			reportBy(order[i])(s)
		}
		s.expectCounts()
		if got := s.query(rows); first == "" {
			first = got
		} else if got != first {
			t.Errorf("%s:\n%s", order, diffOf(first, got))
		}
		s.server.end(t)
	}
}

// TestGatewaysThatNameNoRequest removes the id that telemetry and transcripts share of a request, as some gateways do.
func TestGatewaysThatNameNoRequest(t *testing.T) {
	for _, order := range []string{"hto", "oth"} {
		s := newReportedSession(t, reportedClaude(), aWhileAgo())
		s.without = regexp.MustCompile(`"requestId":"[^"]*",|,\{"key":"request_id","value":\{"stringValue":"[^"]*"\}\}`)
		for range 2 {
			for i := range order {
				reportBy(order[i])(s)
			}
			s.expectCounts()
		}
		s.server.end(t)
	}
}

// expectCounts compares what is stored with the session: 26 hooks report 19 events, of which 8 are calls. Only transcripts know
// five more messages. Twelve requests cost what the list prices say, each once.
func (s *reportedSession) expectCounts() {
	s.t.Helper()
	for query, want := range map[string]string{
		"SELECT count(*) FROM agent_events WHERE tool_name <> 'Message'":                                 "19 | \n",
		"SELECT count(*) FROM agent_events WHERE tool_name = 'Message'":                                  "5 | \n",
		"SELECT count(*) FROM tool_traces":                                                               "8 | \n",
		"SELECT count(*), sum(cost_micro_usd), sum(total_tokens) FROM ingest_usages":                     "12 | 37698 | 33704 | \n",
		"SELECT sum(cost_tokens) FROM agent_events":                                                      "33704 | \n",
		"SELECT count(*) FROM agent_events WHERE cost_tokens = 0 AND tool_name IN ('UserQuery', 'Task')": "0 | \n",
	} {
		if got := s.query(query); got != want {
			s.t.Errorf("%s gives %s, want %s", query, got, want)
		}
	}
}

func diffOf(a, b string) string { return string(diff.Diff("before", []byte(a), "after", []byte(b))) }
