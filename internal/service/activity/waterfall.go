package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Waterfall is a part of what happened in a session, oldest first, each event drawn as a bar.
type Waterfall struct {
	// Spans are the events, those below another one after it.
	Spans []Span
	// Shortened is the length in seconds that longer pauses are drawn as, 0 if none is longer.
	Shortened float64
	// Next is where the next part begins, nil for the last one.
	Next *model.Cursor
}

// Span is an event with its place in a waterfall.
type Span struct {
	Event model.Event
	// Depth is how many of the events that are shown it lies below.
	Depth int
	// Start and Length are parts of the whole, from 0 to 1. An event whose time is none has the place of the one before it.
	Start, Length float64
	// Pause is how many seconds nothing happened before it, 0 where the pause is drawn in full.
	Pause float64
}

// Waterfall returns up to limit events of the session after a place in the order of time, nil for the first.
func (s *Service) Waterfall(ctx context.Context, sessionID string, after *model.Cursor, limit int) (Waterfall, error) {
	if after == nil {
		after = &model.Cursor{}
	}
	events, err := s.events.Following(ctx, sessionID, *after, limit+1)
	if err != nil {
		return Waterfall{}, err
	}
	var answer Waterfall
	if len(events) > limit {
		events = events[:limit]
		answer.Next = cursorOf(events[limit-1])
	}
	scale := newScale(events)
	answer.Spans, answer.Shortened = nested(scale.spans(events)), scale.shortened
	return answer, nil
}

// nested puts spans after those that they lie below, and notes how deep. What a cycle in the data holds comes last.
func nested(spans []Span) []Span {
	shown := map[string]bool{}
	for _, span := range spans {
		shown[span.Event.EventID] = true
	}
	children := map[string][]Span{}
	var order []Span
	done := map[string]bool{}
	var visit func(span Span, depth int)
	visit = func(span Span, depth int) {
		if done[span.Event.EventID] {
			return
		}
		done[span.Event.EventID] = true
		span.Depth = depth
		order = append(order, span)
		for _, child := range children[span.Event.EventID] {
			visit(child, depth+1)
		}
	}
	for _, span := range spans {
		if parent := model.Or(span.Event.ParentEventID, ""); parent != span.Event.EventID && shown[parent] {
			children[parent] = append(children[parent], span)
		}
	}
	for _, span := range spans {
		if parent := model.Or(span.Event.ParentEventID, ""); parent == span.Event.EventID || !shown[parent] {
			visit(span, 0)
		}
	}
	for _, span := range spans {
		visit(span, 0)
	}
	return order
}
