package analytics

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Agents are all agents with the totals of their events, most events first.
type Agents struct {
	Timestamp time.Time
	Agents    []summary.Agent
	// Events is the number of events of all agents.
	Events int64
}

// Agents returns all agents, sorted by their number of events.
func (s *Service) Agents(ctx context.Context) (Agents, error) {
	answer := Agents{Timestamp: s.now()}
	err := s.running.With(ctx, func(v summary.View) {
		answer.Agents = v.Agents()
		answer.Events = v.All().Events
	})
	return answer, err
}

// ActivityStatus returns whether an agent with a last activity is active or idle at the time now.
func ActivityStatus(last model.Instant, now time.Time) string {
	at, ok := last.Time()
	if ok && now.Sub(at) < model.ActiveWindow {
		return model.PresenceActive
	}
	return model.PresenceIdle
}
