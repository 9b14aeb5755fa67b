package analytics

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// EventCounts returns the number of events of each session.
func (s *Service) EventCounts(ctx context.Context, sessionIDs []string) (map[string]int64, error) {
	counts := make(map[string]int64, len(sessionIDs))
	err := s.running.With(ctx, func(v summary.View) {
		for _, id := range sessionIDs {
			counts[id] = v.Session(id)
		}
	})
	return counts, err
}
