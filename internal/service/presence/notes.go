package presence

import "github.com/htmlgraph/htmlgraph/internal/model"

// notes is what was told to the service and is not counted yet.
type notes struct {
	events    []model.LiveEvent
	rewritten bool
}

// Note tells the service of events, new or changed; each that is stored while the service follows has to be told.
func (s *Service) Note(events ...model.LiveEvent) {
	s.note(func(n *notes) { n.events = append(n.events, events...) })
}

// NoteRewritten tells the service that what it counted is stored no more.
func (s *Service) NoteRewritten() {
	s.note(func(n *notes) { n.rewritten = true })
}

func (s *Service) note(add func(*notes)) {
	s.mu.Lock()
	add(&s.notes)
	s.mu.Unlock()
	select {
	case s.noted <- struct{}{}:
	default: // it will be seen anyway
	}
}

// takeNotes counts what was told, and returns the agents that changed, and whether all has to be read again.
func (s *Service) takeNotes() (changed []string, rewritten bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, event := range s.notes.events {
		if s.roster.take(event) {
			changed = append(changed, event.AgentID)
		}
	}
	rewritten = s.notes.rewritten
	s.notes = notes{}
	return changed, rewritten
}
