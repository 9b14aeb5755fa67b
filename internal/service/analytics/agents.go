package analytics

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Agent is an agent with the totals of its events and the usage of its requests.
type Agent struct {
	summary.Agent
	// Usage is that of the requests that the agent made itself, WithSubagents that of all requests of the sessions that it ran.
	Usage, WithSubagents model.Spent
}

// Agents are all agents, most events first.
type Agents struct {
	Timestamp time.Time
	Agents    []Agent
	// Events is the number of events of all agents.
	Events int64
}

// Agents returns all agents, sorted by their number of events. Agents without events, of which only requests are known, are among them.
func (s *Service) Agents(ctx context.Context) (Agents, error) {
	answer := Agents{Timestamp: s.now()}
	var agents []summary.Agent
	err := s.running.With(ctx, func(v summary.View) { agents, answer.Events = v.Agents(), v.All().Events })
	if err != nil {
		return answer, err
	}
	usage, err := s.spending.Within(ctx, model.Bounds{})
	if err != nil {
		return answer, err
	}
	own, err := byName(ctx, usage, model.CostByAgent)
	if err != nil {
		return answer, err
	}
	programs, err := byName(ctx, usage, model.CostByProgram)
	answer.Agents = withUsage(agents, own)
	for i, agent := range answer.Agents {
		answer.Agents[i].WithSubagents = agent.Usage
		if all, isProgram := programs[agent.Name]; isProgram && agent.Name != "" {
			answer.Agents[i].WithSubagents = all
		}
	}
	return answer, err
}

// withUsage returns agents with the usage of their requests, and those of which only requests are known.
func withUsage(agents []summary.Agent, usage map[string]model.Spent) []Agent {
	list := make([]Agent, 0, len(agents))
	known := map[string]bool{}
	for _, agent := range agents {
		known[agent.Name] = true
		agent.Tokens = usage[agent.Name].Total
		list = append(list, Agent{Agent: agent, Usage: usage[agent.Name]})
	}
	for name, spent := range usage {
		if known[name] {
			continue
		}
		list = append(list, Agent{Agent: summary.Agent{Named: summary.Named{Name: name, Group: summary.Group{Tokens: spent.Total}}}, Usage: spent})
	}
	slices.SortFunc(list, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
	})
	return list
}

// ActivityStatus returns whether an agent with a last activity is active or idle at the time now.
func ActivityStatus(last model.Instant, now time.Time) string {
	at, ok := last.Time()
	if ok && now.Sub(at) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}
