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

// topTools is the number of tools in a breakdown.
const topTools = 20

// Costs are the tokens by tool, model and agent, most tokens first.
type Costs struct {
	Timestamp time.Time
	All       summary.Group
	Usage     model.Spent
	// PerEvent is the mean number of tokens of an event.
	PerEvent float64
	Tools    []summary.Named
	Models   []summary.Named
	Agents   []summary.Named
}

// Costs returns the tokens by tool, model and agent.
func (s *Service) Costs(ctx context.Context, sessionID, agentID string) (Costs, error) {
	var stated []model.CostPart
	groups := groupsOfEvents{}
	err := s.view(ctx, sessionID, agentID, func(v summary.View) {
		groups = newGroups(v)
		if sessionID+agentID != "" {
			stated = v.Stated()
		}
	})
	if err != nil {
		return Costs{}, err
	}
	all, err := s.usage(ctx, sessionID, agentID, stated)
	if err != nil {
		return Costs{}, err
	}
	return s.costs(ctx, groups, all)
}

// groupsOfEvents are events by tool, model and agent.
type groupsOfEvents struct {
	all                   summary.Group
	tools, models, agents []summary.Named
}

func newGroups(v summary.View) groupsOfEvents {
	groups := groupsOfEvents{all: v.All(), tools: v.Tools(), models: v.Models()}
	for _, agent := range v.Agents() {
		groups.agents = append(groups.agents, agent.Named)
	}
	return groups
}

// costs adds the tokens of requests to groups of events.
func (s *Service) costs(ctx context.Context, groups groupsOfEvents, all snapshot) (Costs, error) {
	costs := Costs{Timestamp: s.now(), All: groups.all, Usage: all.usage.Total()}
	costs.PerEvent = tokensPerEvent(costs.Usage.Total, groups.all.Events+all.prunedEvents())
	ofTools, err := byName(ctx, all.usage, model.CostByTool)
	if err != nil {
		return costs, err
	}
	ofModels, err := byName(ctx, all.usage, model.CostByModel)
	if err != nil {
		return costs, err
	}
	ofAgents, err := byName(ctx, all.usage, model.CostByAgent)
	costs.Tools = top(withTokens(withNames(groups.tools), ofTools), byTokens, topTools)
	costs.Models = sorted(withTokens(withNames(groups.models), ofModels))
	costs.Agents = sorted(withTokens(groups.agents, ofAgents))
	return costs, err
}

func sorted(groups []summary.Named) []summary.Named {
	slices.SortFunc(groups, byTokens)
	return groups
}

// withNames removes the group of events without a value.
func withNames(groups []summary.Named) []summary.Named {
	return slices.DeleteFunc(groups, func(g summary.Named) bool { return g.Name == "" })
}

func top(groups []summary.Named, order func(a, b summary.Named) int, n int) []summary.Named {
	slices.SortFunc(groups, order)
	return groups[:min(n, len(groups))]
}

func byTokens(a, b summary.Named) int {
	return cmp.Or(cmp.Compare(b.Tokens, a.Tokens), cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
}

func byEvents(a, b summary.Named) int {
	return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
}

// tokensPerEvent returns the mean number of tokens of an event, rounded to 2 decimal places.
func tokensPerEvent(tokens, events int64) float64 {
	if events == 0 {
		return 0
	}
	return model.Round(float64(tokens)/float64(events), 2)
}
