package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Agents is every agent with what its events add up to, most events first.
type Agents struct {
	Timestamp time.Time
	Agents    []summary.Agent
	// Events is the number of events of all agents.
	Events int64
}

// Agents ranks the agents by events.
func (s *Service) Agents(ctx context.Context) (Agents, error) {
	answer := Agents{Timestamp: s.now()}
	err := s.running.With(ctx, func(v summary.View) {
		answer.Agents = v.Agents()
		answer.Events = v.All().Events
	})
	return answer, err
}

// ActivityStatus tells from the last activity whether an agent is active or idle at now.
func ActivityStatus(last model.Instant, now time.Time) string {
	at, ok := last.Time()
	if ok && now.Sub(at) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}
