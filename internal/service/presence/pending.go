package presence

import "github.com/htmlgraph/htmlgraph/internal/model"

// pending is what was given to the service and is not counted yet.
type pending struct {
	events    []model.LiveEvent
	rewritten bool
	// added receives after something was added.
	added chan struct{}
}

// Count gives the service events, new or changed. It has to be given each event that is stored while a follower runs.
func (s *Service) Count(events ...model.LiveEvent) {
	s.addPending(events, false)
}

// Reload reports that counted events are no longer stored.
func (s *Service) Reload() {
	s.addPending(nil, true)
}

func (s *Service) addPending(events []model.LiveEvent, rewritten bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending.events = append(s.pending.events, events...)
	s.pending.rewritten = s.pending.rewritten || rewritten
	select {
	case s.pending.added <- struct{}{}:
	default: // the follower has not seen the last signal yet
	}
}

// countPending counts what was given, and returns the agents that changed, and whether all has to be read again.
func (s *Service) countPending() (changed []string, rewritten bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events, rewritten := s.pending.events, s.pending.rewritten
	s.pending.events, s.pending.rewritten = nil, false
	for _, event := range events {
		if s.roster.add(event) {
			changed = append(changed, event.AgentID)
		}
	}
	return changed, rewritten
}
