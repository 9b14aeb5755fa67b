package spawner

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Subagent is one type of subagent in a session, with its events.
type Subagent struct {
	Type string
	// Tools are in the order of their first use.
	Tools []string
	// Started and Completed are the timestamps of its oldest and newest event.
	Started, Completed model.Instant
	ParentEventID      *string
	// Events are newest first.
	Events []model.Event
}

// Subagents groups the events of a session by the type of subagent. An unknown session has none.
func (s *Service) Subagents(ctx context.Context, sessionID string) ([]*Subagent, error) {
	events, err := s.spawned.OfSubagents(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	var subagents []*Subagent
	byType := map[string]*Subagent{}
	for _, event := range events {
		name := model.Or(event.SubagentType, "")
		subagent, ok := byType[name]
		if !ok {
			subagent = &Subagent{Type: name, Tools: []string{}, Completed: event.Timestamp}
			byType[name] = subagent
			subagents = append(subagents, subagent)
		}
		subagent.add(event)
	}
	return subagents, nil
}

func (s *Subagent) add(event model.Event) {
	s.Events = append(s.Events, event)
	s.Started = event.Timestamp
	if tool := model.Or(event.ToolName, ""); tool != "" && !slices.Contains(s.Tools, tool) {
		s.Tools = append(s.Tools, tool)
	}
	if s.ParentEventID == nil {
		s.ParentEventID = event.ParentEventID
	}
}
