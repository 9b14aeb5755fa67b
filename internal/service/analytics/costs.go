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
	Tools     []summary.Named
	Models    []summary.Named
	Agents    []summary.Named
}

// Costs returns the tokens by tool, model and agent.
func (s *Service) Costs(ctx context.Context, sessionID, agentID string) (Costs, error) {
	costs := Costs{Timestamp: s.now()}
	err := s.view(ctx, sessionID, agentID, func(v summary.View) {
		costs.All = v.All()
		costs.Tools = top(withNames(v.Tools()), byTokens, topTools)
		costs.Models = top(withNames(v.Models()), byTokens, len(v.Models()))
		for _, agent := range v.Agents() {
			costs.Agents = append(costs.Agents, agent.Named)
		}
		slices.SortFunc(costs.Agents, byTokens)
	})
	return costs, err
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

// TokensPerEvent returns the mean number of tokens of an event, rounded to 2 decimal places.
func TokensPerEvent(g summary.Group) float64 {
	if g.Events == 0 {
		return 0
	}
	return model.Round(float64(g.Tokens)/float64(g.Events), 2)
}
