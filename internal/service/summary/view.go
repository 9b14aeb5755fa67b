package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// View is a summary at one moment. It joins the settled part with the tail only for the values that are requested. It is valid only
// inside Running.With.
type View struct{ settled, tail *Totals }

// Named is a group with the value that its events have in common, "" for none.
type Named struct {
	Name string
	Group
}

// Agent is what the events of one agent add up to.
type Agent struct {
	Named
	Sessions int64
	// Model is the one most events name, "" if none does.
	Model string
	// LastActive is the stored timestamp of the newest event.
	LastActive model.Instant
}

// NewView returns the view over just these events.
func NewView(rows []model.SummaryRow) View {
	totals := newTotals()
	totals.addAll(rows)
	return View{settled: totals, tail: newTotals()}
}

// All returns the group of all events.
func (v View) All() Group {
	all := v.settled.all
	all.merge(v.tail.all)
	return all
}

// PeakTokens returns the most tokens that one event cost.
func (v View) PeakTokens() int64 { return max(v.settled.peak, v.tail.peak) }

// Buckets returns how many events lie in each bucket of durations.
func (v View) Buckets() [BucketCount]int64 {
	buckets := v.settled.buckets
	for i, n := range v.tail.buckets {
		buckets[i] += n
	}
	return buckets
}

// Types returns the groups by event type, in no order.
func (v View) Types() []Named { return join(v.settled.types, v.tail.types) }

// Tools returns the groups by tool, in no order.
func (v View) Tools() []Named { return join(v.settled.tools, v.tail.tools) }

// Models returns the groups by model, in no order.
func (v View) Models() []Named { return join(v.settled.models, v.tail.models) }

// Type returns how many events have the type.
func (v View) Type(name string) int64 { return events(v.settled.types[name], v.tail.types[name]) }

// Tool returns how many events have the tool.
func (v View) Tool(name string) int64 { return events(v.settled.tools[name], v.tail.tools[name]) }

// Session returns how many events the session has.
func (v View) Session(id string) int64 {
	total := int64(0)
	for _, totals := range []*Totals{v.settled, v.tail} {
		if session, ok := totals.sessions[id]; ok {
			total += session.Events
		}
	}
	return total
}

// Agent returns how many events the agent has.
func (v View) Agent(id string) int64 {
	total := int64(0)
	for _, totals := range []*Totals{v.settled, v.tail} {
		if group, ok := totals.agents[id]; ok {
			total += group.Events
		}
	}
	return total
}

// Agents returns all agents as stored, most events first, then by name.
func (v View) Agents() []Agent {
	var agents []Agent
	for id, group := range v.settled.agents {
		agents = append(agents, joinAgent(id, group, v.tail.agents[id]))
	}
	for id, group := range v.tail.agents {
		if _, known := v.settled.agents[id]; !known {
			agents = append(agents, joinAgent(id, group, nil))
		}
	}
	slices.SortFunc(agents, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
	})
	return agents
}

func joinAgent(id string, group, more *agentGroup) Agent {
	agent := Agent{Named: Named{Name: id, Group: group.Group}, Sessions: int64(len(group.sessions)), LastActive: group.last}
	if more == nil {
		agent.Model = mostUsed(group.models, nil)
		return agent
	}
	agent.merge(more.Group)
	agent.Model = mostUsed(group.models, more.models)
	if more.lastKey > group.lastKey {
		agent.LastActive = more.last
	}
	for session := range more.sessions {
		if _, known := group.sessions[session]; !known {
			agent.Sessions++
		}
	}
	return agent
}

// mostUsed returns the name with the greatest count in both, the first by name among equals.
func mostUsed(counts, more map[string]int64) string {
	best, most := "", int64(0)
	consider := func(name string) {
		n := counts[name] + more[name]
		if n > most || (n == most && name < best) {
			best, most = name, n
		}
	}
	for name := range counts {
		consider(name)
	}
	for name := range more {
		consider(name)
	}
	return best
}

func join(settled, tail map[string]*Group) []Named {
	groups := make([]Named, 0, len(settled))
	for name, group := range settled {
		named := Named{Name: name, Group: *group}
		if more, ok := tail[name]; ok {
			named.merge(*more)
		}
		groups = append(groups, named)
	}
	for name, group := range tail {
		if _, known := settled[name]; !known {
			groups = append(groups, Named{Name: name, Group: *group})
		}
	}
	return groups
}

func events(groups ...*Group) int64 {
	total := int64(0)
	for _, group := range groups {
		if group != nil {
			total += group.Events
		}
	}
	return total
}
