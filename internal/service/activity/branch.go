package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Limits of a branch.
const (
	// branchNodes is the number of events after which no further level is read.
	branchNodes = 400
	// maxChildren is the largest number of direct children that are shown.
	maxChildren = 200
)

// Branch is an event with the events below it.
type Branch struct {
	Root
	Children []*Branch
	// Cut is true where the children were not read.
	Cut bool
	// Hidden is the number of children that are not shown.
	Hidden int
}

// Branch returns the events below an event, oldest first and nested to any depth. It reads no more events than a page can show; where
// it stops, Cut is set. It returns CodeNotFound for an unknown id.
func (s *Service) Branch(ctx context.Context, eventID string) (*Branch, error) {
	event, err := s.GetEvent(ctx, eventID)
	if err != nil {
		return nil, err
	}
	below, err := s.readTree(ctx, []string{eventID}, branchNodes)
	if err != nil {
		return nil, err
	}
	return below.branch(event.Event), nil
}

func (t *tree) branch(event model.Event) *Branch {
	b := &Branch{Root: t.root(event)}
	children := t.children[event.EventID]
	if len(children) > maxChildren {
		b.Hidden = len(children) - maxChildren
		children = children[:maxChildren]
	}
	for _, child := range children {
		b.Children = append(b.Children, t.branch(child))
	}
	b.Cut = t.unread[event.EventID]
	return b
}

// Neighbours returns up to count events before an event in its session, and up to count after it, both oldest first.
func (s *Service) Neighbours(ctx context.Context, event model.Event, count int) (before, after []model.Event, err error) {
	if event.SessionID == "" {
		return nil, nil, nil
	}
	filter := model.EventFilter{SessionID: event.SessionID}
	before, err = s.events.List(ctx, filter, model.Page{Limit: count, After: cursorAt(event)})
	if err != nil {
		return nil, nil, err
	}
	after, err = s.events.Following(ctx, filter.SessionID, *cursorAt(event), count)
	return reversed(before), after, err
}

func reversed(events []model.Event) []model.Event {
	turned := make([]model.Event, 0, len(events))
	for i := len(events) - 1; i >= 0; i-- {
		turned = append(turned, events[i])
	}
	return turned
}
