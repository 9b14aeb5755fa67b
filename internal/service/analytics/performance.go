package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Performance holds durations and failures, in total and by tool.
type Performance struct {
	Timestamp time.Time
	All       summary.Group
	// Tools are the most used tools, most events first.
	Tools []summary.Named
}

// Performance returns durations, successes and failures, in total and by tool.
func (s *Service) Performance(ctx context.Context, sessionID, agentID string) (Performance, error) {
	performance := Performance{Timestamp: s.now()}
	err := s.view(ctx, sessionID, agentID, func(v summary.View) {
		performance.All = v.All()
		performance.Tools = top(withNames(v.Tools()), byEvents, topTools)
	})
	return performance, err
}
