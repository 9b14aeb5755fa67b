package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
)

// TestASessionIsSeenAsItGoes looks at the feed after some of the hooks: what happens hangs where it belongs from the beginning.
func TestASessionIsSeenAsItGoes(t *testing.T) {
	s := newToldSession(t, toldClaude(), aWhileAgo())
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
	s.hooks(func(told int) {
		if want, ok := expect[told]; ok && "\n"+s.turns() != want {
			t.Errorf("after %d hooks:\n%s\nwant%s", told, s.turns(), want)
		}
	})
}

// What is stored, but for when and by whom.
const (
	toldEvents = `SELECT event_id, event_type, tool_name, agent_id, CAST(timestamp AS TEXT), input_summary, output_summary, parent_event_id, subagent_type,
		claude_task_id, status, execution_duration_seconds, cost_tokens, model FROM agent_events ORDER BY 1`
	toldCosts = `SELECT c.event_id, CAST(c.timestamp AS TEXT), c.model, c.input_tokens, c.output_tokens, c.total_tokens, c.agent_id, c.subagent_type, u.event_id, u.cost_micro_usd
		FROM cost_events c JOIN ingest_usages u ON u.cost_id = c.event_id ORDER BY 1`
	toldTraces   = `SELECT tool_use_id, tool_name, tool_output, CAST(start_time AS TEXT), CAST(end_time AS TEXT), duration_ms, status FROM tool_traces ORDER BY 1`
	toldSessions = `SELECT session_id, agent_assigned, status, CAST(created_at AS TEXT), CAST(completed_at AS TEXT), last_user_query FROM sessions`
)

func (s *toldSession) all() string {
	var all []string
	for _, query := range []string{toldEvents, toldCosts, toldTraces, toldSessions} {
		all = append(all, s.query(query))
	}
	return strings.Join(all, "\n")
}

// toldBy returns what has one source tell the session.
func toldBy(source byte) func(*toldSession) {
	switch source {
	case 'h':
		return func(s *toldSession) { s.hooks(nil) }
	case 't':
		return (*toldSession).transcripts
	default:
		return (*toldSession).telemetry
	}
}

// TestTheOrderInWhichSourcesTellASessionDoesNotMatter has hooks, transcripts and telemetry tell it in each order, and then once more.
func TestTheOrderInWhichSourcesTellASessionDoesNotMatter(t *testing.T) {
	var first string
	began := aWhileAgo()
	for _, order := range []string{"hto", "hot", "tho", "toh", "oht", "oth"} {
		t.Run(order, func(t *testing.T) {
			s := newToldSession(t, toldClaude(), began)
			defer s.server.end(t)
			for i := range order {
				toldBy(order[i])(s)
			}
			got := s.all()
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("%s\nthe order %s gives\n%s", order, "hto", diffOf(first, got))
			}
			for i := range order {
				toldBy(order[i])(s)
			}
			if again := s.all(); again != got {
				t.Errorf("told again:\n%s", diffOf(got, again))
			}
			s.expectCounts()
		})
	}
}

// TestSourcesNeedNotAgreeOnTheTime: hooks are received a moment after what they tell of.
func TestSourcesNeedNotAgreeOnTheTime(t *testing.T) {
	const rows = "SELECT event_id, event_type, tool_name, agent_id, parent_event_id, claude_task_id, status, cost_tokens FROM agent_events ORDER BY 1"
	var first string
	began := aWhileAgo()
	for _, order := range []string{"hto", "oth"} {
		s := newToldSession(t, toldClaude(), began)
		s.late = 70 * time.Millisecond
		for i := range order {
			toldBy(order[i])(s)
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

// TestGatewaysThatNameNoRequest: some leave out the id by which telemetry and transcripts know a request.
func TestGatewaysThatNameNoRequest(t *testing.T) {
	for _, order := range []string{"hto", "oth"} {
		s := newToldSession(t, toldClaude(), aWhileAgo())
		s.without = regexp.MustCompile(`"requestId":"[^"]*",|,\{"key":"request_id","value":\{"stringValue":"[^"]*"\}\}`)
		for range 2 {
			for i := range order {
				toldBy(order[i])(s)
			}
			s.expectCounts()
		}
		s.server.end(t)
	}
}

// expectCounts holds what is stored against what the session was: 26 hooks tell of 19 things, of which 8 are calls; beside them the transcripts
// alone know five messages. Twelve requests cost what the list prices say, each once.
func (s *toldSession) expectCounts() {
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
