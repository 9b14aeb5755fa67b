package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How much of a branch is read and shown at once.
const (
	// branchNodes is about how many events are read; whole levels are.
	branchNodes = 400
	// maxChildren is how many events right below another are shown.
	maxChildren = 200
)

// Branch is an event with what lies below it.
type Branch struct {
	Root
	Children []*Branch
	// Cut says that there may be more below, which was not read.
	Cut bool
	// Hidden is how many more children there are than are shown.
	Hidden int
}

// Branch returns the events below one, oldest first, nested to any depth, though not more of them than a page can show: where
// it was cut, one asks again. It fails with CodeNotFound for an unknown id.
func (s *Service) Branch(ctx context.Context, eventID string) (*Branch, error) {
	event, err := s.GetEvent(ctx, eventID)
	if err != nil {
		return nil, err
	}
	below, err := s.grow(ctx, []string{eventID}, branchNodes)
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

// Around returns the neighbours of an event in its session: up to count before it and as many after it, oldest first.
func (s *Service) Around(ctx context.Context, event model.Event, count int) (before, after []model.Event, err error) {
	if event.SessionID == "" {
		return nil, nil, nil
	}
	filter := model.EventFilter{SessionID: event.SessionID}
	before, err = s.events.List(ctx, filter, model.Page{Limit: count, After: cursorOf(event)})
	if err != nil {
		return nil, nil, err
	}
	after, err = s.events.Following(ctx, filter.SessionID, *cursorOf(event), count)
	return reversed(before), after, err
}

func reversed(events []model.Event) []model.Event {
	turned := make([]model.Event, 0, len(events))
	for i := len(events) - 1; i >= 0; i-- {
		turned = append(turned, events[i])
	}
	return turned
}
