package analytics

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// snapshot is what requests add up to at one moment, and the number of pruned events of each day.
type snapshot struct {
	usage  *spending.Usage
	pruned map[string]int64
}

// readAll reads both, so that all figures of a response are of one moment.
func (s *Service) readAll(ctx context.Context) (snapshot, error) {
	usage, err := s.spending.Within(ctx, model.Bounds{})
	if err != nil {
		return snapshot{}, err
	}
	pruned, err := s.rollups.EventsByDay(ctx)
	return snapshot{usage, pruned}, err
}

// prunedEvents returns the number of pruned events.
func (s snapshot) prunedEvents() int64 {
	total := int64(0)
	for _, events := range s.pruned {
		total += events
	}
	return total
}

// usage returns the usage of a session, of an agent, or of both; without both that of all requests. stated are the tokens that events of
// the agent state in sessions without requests.
func (s *Service) usage(ctx context.Context, sessionID, agentID string, stated []model.CostPart) (snapshot, error) {
	var parts []model.CostPart
	var err error
	switch {
	case sessionID != "":
		parts, err = s.requests.OfSession(ctx, sessionID)
		parts = slices.DeleteFunc(parts, func(p model.CostPart) bool { return agentID != "" && p.Agent != agentID })
	case agentID != "":
		parts, err = s.requests.OfAgent(ctx, agentID)
		parts = append(parts, stated...)
	default:
		return s.readAll(ctx)
	}
	return snapshot{usage: spending.FromParts(parts)}, err
}

// byName adds up usage by the name of its group, "" for requests without one.
func byName(ctx context.Context, u *spending.Usage, by model.CostGrouping) (map[string]model.Spent, error) {
	parts, err := u.Divided(ctx, by, time.UTC)
	sums := make(map[string]model.Spent, len(parts))
	for _, part := range parts {
		name := model.Or(part.Group, "")
		sums[name] = sums[name].Plus(part)
	}
	return sums, err
}

// withTokens returns groups of events with the tokens of requests, and the groups of requests without events. Requests without a name are
// in none.
func withTokens(groups []summary.Named, usage map[string]model.Spent) []summary.Named {
	known := make(map[string]bool, len(groups))
	list := make([]summary.Named, 0, len(groups))
	for _, group := range groups {
		known[group.Name] = true
		group.Tokens = usage[group.Name].Total
		list = append(list, group)
	}
	for name, spent := range usage {
		if !known[name] && name != "" {
			list = append(list, summary.Named{Name: name, Group: summary.Group{Tokens: spent.Total}})
		}
	}
	return list
}
