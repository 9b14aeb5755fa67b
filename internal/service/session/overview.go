package session

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// newestHandoffs is how many handoffs an overview shows.
const newestHandoffs = 100

// Overview is a session with its costs by model and its handoffs.
type Overview struct {
	model.SessionDetail
	// Handoffs are the newest, newest first.
	Handoffs []model.Handoff
}

// Overview returns one session like Get, and what else a page about it shows.
func (s *Service) Overview(ctx context.Context, sessionID string) (Overview, error) {
	detail, err := s.Get(ctx, sessionID)
	overview := Overview{SessionDetail: detail}
	if err != nil {
		return overview, err
	}
	costs, err := s.sessions.CostsByModel(ctx, sessionID)
	if err != nil {
		return overview, err
	}
	overview.Usage = withCosts(detail.Usage, costs)
	overview.Handoffs, err = s.sessions.Handoffs(ctx, sessionID, newestHandoffs)
	return overview, err
}

// withCosts returns the usage with its costs, most tokens first. Costs can name a model that no event names.
func withCosts(usage []model.UsageByModel, costs map[string]float64) []model.UsageByModel {
	usage = slices.Clone(usage)
	for name, cost := range costs {
		at := slices.IndexFunc(usage, func(u model.UsageByModel) bool { return u.Model == name })
		if at < 0 {
			usage = append(usage, model.UsageByModel{Model: name})
			at = len(usage) - 1
		}
		usage[at].CostUSD = &cost
	}
	slices.SortFunc(usage, func(a, b model.UsageByModel) int {
		return cmp.Or(cmp.Compare(b.Tokens, a.Tokens), cmp.Compare(b.Events, a.Events), strings.Compare(a.Model, b.Model))
	})
	return usage
}
