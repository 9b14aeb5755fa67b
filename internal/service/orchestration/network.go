package orchestration

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How much of the newest delegations a graph shows, so that it remains readable.
const (
	mostAgents = 60
	mostFlows  = 150
)

// Flow is the delegations from one agent to another.
type Flow struct {
	FromAgent, ToAgent string
	Count, Failed      int
	// Last is the time of the newest delegation.
	Last model.Instant
}

// Network is the newest delegations as a graph of agents.
type Network struct {
	// Count is the number of delegations, Failed the number of failed ones.
	Count, Failed int
	// Total is the number of all delegations, also of older ones.
	Total int64
	// Full is true where there may be older delegations, which are not counted.
	Full bool
	// Agents are the agents at both ends, sorted.
	Agents []string
	// Flows are the flows between the busiest agents, most delegations first.
	Flows []Flow
	// HiddenAgents and HiddenFlows are the numbers of agents and flows that are not in Flows.
	HiddenAgents, HiddenFlows int
	// List is one page of the delegations, newest first.
	List []Delegation
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// NetworkQuery selects delegations. Empty fields do not filter.
type NetworkQuery struct {
	SessionID string
	// AgentID restricts the list to delegations from or to the agent. The flows are not restricted; those of the agent come first.
	AgentID string
	Limit   int
	After   *model.Cursor
}

// Network returns the newest delegations as a graph, and a page of them as a list.
func (s *Service) Network(ctx context.Context, q NetworkQuery) (Network, error) {
	delegations, err := s.newest(ctx, q.SessionID, "")
	if err != nil {
		return Network{}, err
	}
	n := Network{Count: len(delegations), Full: len(delegations) == newestDelegations}
	if n.Total, err = s.total(ctx, q.SessionID, n); err != nil {
		return n, err
	}
	flows := countFlows(delegations)
	for _, flow := range flows {
		n.Failed += flow.Failed
	}
	n.Agents = agentNames(flows)
	n.Flows = busiest(flows, q.AgentID)
	n.HiddenFlows = len(flows) - len(n.Flows)
	n.HiddenAgents = len(n.Agents) - len(agentNames(n.Flows))
	n.List, n.Next = q.page(delegations)
	return n, nil
}

// total returns the number of all delegations, or of those of a session.
func (s *Service) total(ctx context.Context, sessionID string, n Network) (int64, error) {
	if !n.Full {
		return int64(n.Count), nil
	}
	return s.counts.Delegations(ctx, sessionID)
}

// countFlows adds delegations, newest first, up.
func countFlows(delegations []Delegation) []Flow {
	type ends struct{ from, to string }
	indexes := map[ends]int{}
	var flows []Flow
	for _, d := range delegations {
		i, ok := indexes[ends{d.FromAgent, d.ToAgent}]
		if !ok {
			i = len(flows)
			indexes[ends{d.FromAgent, d.ToAgent}] = i
			flows = append(flows, Flow{FromAgent: d.FromAgent, ToAgent: d.ToAgent, Last: d.Timestamp})
		}
		flows[i].Count++
		if d.Status.IsError() {
			flows[i].Failed++
		}
	}
	return flows
}

func agentNames(flows []Flow) []string {
	agents := map[string]bool{}
	for _, flow := range flows {
		agents[flow.FromAgent], agents[flow.ToAgent] = true, true
	}
	return slices.Sorted(maps.Keys(agents))
}

// busiest returns the flows of the agent, then those with the most delegations, until there are too many agents for the graph.
func busiest(flows []Flow, agent string) []Flow {
	rank := func(f Flow) int {
		if f.concerns(agent) {
			return 0
		}
		return 1
	}
	slices.SortFunc(flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Count, a.Count), cmp.Compare(b.Failed, a.Failed),
			strings.Compare(a.FromAgent, b.FromAgent), strings.Compare(a.ToAgent, b.ToAgent))
	})
	var taken []Flow
	agents := map[string]bool{}
	for _, flow := range flows {
		joined := maps.Clone(agents)
		joined[flow.FromAgent], joined[flow.ToAgent] = true, true
		if len(taken) < mostFlows && len(joined) <= mostAgents {
			taken, agents = append(taken, flow), joined
		}
	}
	return taken
}

func (f Flow) concerns(agent string) bool { return f.FromAgent == agent || f.ToAgent == agent }

// page returns the page of the delegations that the query selects, and the cursor of the next page.
func (q NetworkQuery) page(delegations []Delegation) ([]Delegation, *model.Cursor) {
	var list []Delegation
	for _, d := range delegations {
		if (q.AgentID != "" && !d.concerns(q.AgentID)) || (q.After != nil && !d.before(*q.After)) {
			continue
		}
		if len(list) == q.Limit {
			last := list[len(list)-1]
			return list, &model.Cursor{Key: last.Timestamp.Key(), ID: last.EventID}
		}
		list = append(list, d)
	}
	return list, nil
}

// before reports whether the delegation comes after the cursor in a list that is newest first.
func (d Delegation) before(c model.Cursor) bool {
	key := d.Timestamp.Key()
	return key < c.Key || (key == c.Key && d.EventID < c.ID)
}
