package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Waterfall is a page of the events of a session, oldest first, each with the position of its bar.
type Waterfall struct {
	// Spans are the events. Each comes after the event above it.
	Spans []Span
	// Shortened is the length in seconds to which longer pauses are shortened, 0 where no pause is longer.
	Shortened float64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// Span is an event with its position in a waterfall.
type Span struct {
	Event model.Event
	// Depth is the number of shown events above it.
	Depth int
	// Start and Length are shares of the full width, from 0 to 1. An event without a valid time starts where the previous one does.
	Start, Length float64
	// Pause is the length of the pause before the event in seconds, 0 where the pause is not shortened.
	Pause float64
}

// Waterfall returns up to limit events of the session after a cursor, or from the first event where after is nil.
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
		answer.Next = cursorAt(events[limit-1])
	}
	scale := newScale(events)
	answer.Spans, answer.Shortened = nested(scale.spans(events)), scale.shortened
	return answer, nil
}

// nested sorts spans after their parents and sets their depth. Events in a cycle come last.
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
