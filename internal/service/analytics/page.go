package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Page is what the metrics page shows.
type Page struct {
	Metrics     Metrics
	History     History
	Costs       Costs
	Performance Performance
	Divisions   CostDivisions
}

// Page computes the figures of the metrics page, with the costs of the last days of a time zone. All that it shows of requests is of one
// moment.
func (s *Service) Page(ctx context.Context, zone *time.Location, days int) (Page, error) {
	var p Page
	all, err := s.readAll(ctx)
	if err != nil {
		return p, err
	}
	if p.Metrics, err = s.metrics(ctx, all); err != nil {
		return p, err
	}
	if p.History, err = s.history(ctx, all.pruned); err != nil {
		return p, err
	}
	var groups groupsOfEvents
	if err = s.running.With(ctx, func(v summary.View) { groups = newGroups(v) }); err != nil {
		return p, err
	}
	if p.Costs, err = s.costs(ctx, groups, all); err != nil {
		return p, err
	}
	if p.Performance, err = s.Performance(ctx, "", ""); err != nil {
		return p, err
	}
	p.Divisions, err = s.costDivisions(ctx, all.usage, zone, days)
	return p, err
}
