package analytics

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Stats are the numbers of events, sessions and agents.
type Stats struct {
	Events   int64
	Sessions int64
	// Agents are the distinct agent ids as stored, in byte order.
	Agents []string
}

// Stats counts events, sessions and agents.
func (s *Service) Stats(ctx context.Context) (Stats, error) {
	stats := Stats{Agents: []string{}}
	err := s.running.With(ctx, func(v summary.View) {
		stats.Events = v.All().Events
		for _, agent := range v.Agents() {
			stats.Agents = append(stats.Agents, agent.Name)
		}
	})
	if err != nil {
		return stats, err
	}
	slices.Sort(stats.Agents)
	stats.Sessions, err = s.events.CountSessions(ctx)
	return stats, err
}
