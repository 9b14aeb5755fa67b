package request

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxGroups is the largest number of groups of a comparison.
const maxGroups = 1000

// Reconciliation compares what sources report of requests with what counts.
type Reconciliation struct {
	Timestamp time.Time
	Groups    []Group
}

// Group compares the requests of a day or of a session.
type Group struct {
	Name    string
	Counted model.ReportedSum
	model.ReportedOverlap
	// Sources are what each source reports, sorted by their names.
	Sources []model.ReportedSum
}

// Reconcile compares what sources report of the requests within bounds. Days are newest first, sessions sorted by their id.
func (s *Service) Reconcile(ctx context.Context, by model.CostGrouping, bounds model.Bounds) (Reconciliation, error) {
	result := Reconciliation{Timestamp: s.now()}
	sums, err := s.store.ReportedSums(ctx, by, bounds)
	if err != nil {
		return result, err
	}
	overlaps, err := s.store.ReportedOverlaps(ctx, by, bounds)
	if err != nil {
		return result, err
	}
	result.Groups = groupsOf(sums, overlaps)
	if by == model.CostByDay {
		slices.Reverse(result.Groups)
	}
	result.Groups = result.Groups[:min(len(result.Groups), maxGroups)]
	return result, nil
}

// groupsOf gathers sums, which are sorted by group and source, with the overlaps of their groups.
func groupsOf(sums []model.ReportedSum, overlaps []model.ReportedOverlap) []Group {
	byName := map[string]model.ReportedOverlap{}
	for _, overlap := range overlaps {
		byName[overlap.Group] = overlap
	}
	var groups []Group
	for _, sum := range sums {
		if n := len(groups); n == 0 || groups[n-1].Name != sum.Group {
			groups = append(groups, Group{Name: sum.Group, ReportedOverlap: byName[sum.Group]})
		}
		group := &groups[len(groups)-1]
		if sum.Source == "" {
			group.Counted = sum
		} else {
			group.Sources = append(group.Sources, sum)
		}
	}
	return groups
}
