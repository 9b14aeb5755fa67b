package orchestration_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
)

// delegation returns a statement that stores a delegation at a second.
func delegation(id, from, to, status string, second int) string {
	return fmt.Sprintf(`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, tool_name, subagent_type, status, timestamp)
		VALUES ('%s', '%s', 'delegation', 's', 'Task', '%s', '%s', '2026-01-10 %02d:%02d:%02d');`, id, from, to, status, second/3600, second/60%60, second%60)
}

func network(t *testing.T, service *orchestration.Service, q orchestration.NetworkQuery) orchestration.Network {
	t.Helper()
	n, err := service.Network(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// drawn writes flows as text.
func drawn(flows []orchestration.Flow) string {
	var texts []string
	for _, f := range flows {
		texts = append(texts, fmt.Sprintf("%s>%s:%d/%d", f.FromAgent, f.ToAgent, f.Count, f.Failed))
	}
	return strings.Join(texts, " ")
}

func listed(n orchestration.Network) string {
	var ids []string
	for _, d := range n.List {
		ids = append(ids, d.EventID)
	}
	return strings.Join(ids, " ")
}

func TestFlowsCountDelegationsAndFailures(t *testing.T) {
	service, _ := newService(t, delegation("a", "lead", "coder", "completed", 1)+delegation("b", "lead", "coder", "error", 2)+
		delegation("c", "coder", "lead", "failed", 3)+delegation("d", "lead", "coder", "", 4)+delegation("e", "", "", "started", 5))
	n := network(t, service, orchestration.NetworkQuery{Limit: 10})
	if got, want := drawn(n.Flows), "lead>coder:3/1 coder>lead:1/1 unknown>unknown:1/0"; got != want {
		t.Errorf("flows %s, want %s", got, want)
	}
	if n.Flows[0].Last != "2026-01-10 00:00:04" || n.Count != 5 || n.Failed != 2 || n.Full || n.HiddenAgents+n.HiddenFlows != 0 {
		t.Errorf("%+v", n)
	}
	if want := []string{"coder", "lead", "unknown"}; !slices.Equal(n.Agents, want) {
		t.Errorf("agents %q, want %q", n.Agents, want)
	}
}

func TestTheListIsPagedAndFilteredButTheFlowsAreNot(t *testing.T) {
	service, _ := newService(t, delegation("a", "lead", "coder", "", 1)+delegation("b", "lead", "tester", "", 2)+
		delegation("c", "tester", "coder", "", 3)+delegation("d", "lead", "coder", "", 3)+delegation("e", "coder", "coder", "", 4))
	for _, test := range []struct {
		agent, want string
	}{{"", "e d|c b|a"}, {"coder", "e d|c a"}, {"tester", "c b"}, {"nobody", ""}} {
		var pages []string
		q := orchestration.NetworkQuery{AgentID: test.agent, Limit: 2}
		for more := true; more; more = q.After != nil {
			n := network(t, service, q)
			if len(n.Flows) != 4 {
				t.Errorf("%q: %d flows, want 4", test.agent, len(n.Flows))
			}
			pages = append(pages, listed(n))
			q.After = n.Next
		}
		if got := strings.Join(pages, "|"); got != test.want {
			t.Errorf("%q: %s, want %s", test.agent, got, test.want)
		}
	}
}

func TestTheGraphShowsTheSixtyBusiestAgentsAndTheSelectedOne(t *testing.T) {
	var script strings.Builder
	for i := range 80 {
		for again := range 1 + i%2 {
			script.WriteString(delegation(fmt.Sprint("e", i, "-", again), "lead", fmt.Sprintf("helper-%02d", i), "", i))
		}
	}
	service, _ := newService(t, script.String())
	for _, agent := range []string{"", "helper-78"} {
		n := network(t, service, orchestration.NetworkQuery{AgentID: agent, Limit: 1})
		if len(n.Flows) != 59 || n.HiddenFlows != 21 || n.HiddenAgents != 21 || len(n.Agents) != 81 {
			t.Errorf("%q: %d flows, %d hidden, %d of %d agents hidden", agent, len(n.Flows), n.HiddenFlows, n.HiddenAgents, len(n.Agents))
		}
		first := model.Or(&agent, "helper-01")
		if n.Flows[0].ToAgent != first {
			t.Errorf("%q: first %s, want %s", agent, n.Flows[0].ToAgent, first)
		}
	}
}
