package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func (t *Totals) contribute(featureID, agentID string) {
	agents, ok := t.features[featureID]
	if !ok {
		agents = map[string]int64{}
		t.features[featureID] = agents
	}
	agents[agentID]++
}

// Contributors returns the agents whose events name the work item, most events first, then by name.
func (v View) Contributors(featureID string) []model.Contributor {
	counts := map[string]int64{}
	for _, totals := range []*Totals{v.settled, v.tail} {
		for agent, n := range totals.features[featureID] {
			counts[agent] += n
		}
	}
	contributors := make([]model.Contributor, 0, len(counts))
	for agent, n := range counts {
		contributors = append(contributors, model.Contributor{AgentID: agent, Events: n})
	}
	slices.SortFunc(contributors, func(a, b model.Contributor) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), strings.Compare(a.AgentID, b.AgentID))
	})
	return contributors
}
