package activity

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxTimeline is the largest number of events of one timeline page.
const maxTimeline = 300

// TimelineQuery selects a page of the timeline.
type TimelineQuery struct {
	Filter model.EventFilter
	// Limit is the largest number of entries before grouping. After is the cursor of the previous page.
	Limit int
	After *model.Cursor
	// Through, if set, extends the page to the entry of this cursor, up to maxTimeline entries.
	Through *model.Cursor
}

// Timeline is a page of turns and other events, newest first.
type Timeline struct {
	At      time.Time
	Entries []Entry
	// Flat is true where the entries are single events that match a filter, not turns.
	Flat bool
	// Next is the cursor of the next page, nil on the last one. Last is the cursor of the last entry, nil for an empty page.
	Next, Last *model.Cursor
}

// Entry is an entry of a timeline. Exactly one field is set.
type Entry struct {
	Turn *Root
	// Group is a group of events outside turns.
	Group *EventGroup
}

// EventGroup holds events of one session that belong to no turn, newest first.
type EventGroup struct {
	SessionID string
	Roots     []Root
}

// Timeline returns a page of turns, and of events outside turns grouped by session, newest first. With a filter on single events it
// returns only matching events, grouped by session, because a turn also contains events that do not match.
func (s *Service) Timeline(ctx context.Context, query TimelineQuery) (Timeline, error) {
	answer := Timeline{At: s.now(), Flat: flat(query.Filter)}
	query.Filter.Roots = !answer.Flat
	events, next, err := s.readThrough(ctx, query)
	if err != nil {
		return answer, err
	}
	answer.Next = next
	if len(events) > 0 {
		answer.Last = cursorAt(events[len(events)-1])
	}
	var below *tree
	if below, err = s.readTree(ctx, eventIDs(events), maxNodes); err != nil {
		return answer, err
	}
	roots := make([]Root, len(events))
	for i, event := range events {
		roots[i] = below.root(event)
	}
	answer.Entries = entries(roots, answer.Flat)
	return answer, nil
}

// flat reports whether the filter selects single events.
func flat(f model.EventFilter) bool {
	return strings.TrimSpace(f.Query) != "" || f.AgentID+f.SpawnerType+f.Status+f.EventType+f.ToolName+f.FeatureID+f.Model != ""
}

// readThrough reads a page, and goes on through the entry that it is to readThrough.
func (s *Service) readThrough(ctx context.Context, query TimelineQuery) ([]model.Event, *model.Cursor, error) {
	if query.Through == nil {
		return s.page(ctx, query.Filter, model.Page{Limit: query.Limit, After: query.After})
	}
	events, next, err := s.page(ctx, query.Filter, model.Page{Limit: maxTimeline, After: query.After})
	if err != nil {
		return nil, nil, err
	}
	for i := query.Limit; i < len(events); i++ {
		if !before(*query.Through, *cursorAt(events[i])) {
			continue
		}
		return events[:i], cursorAt(events[i-1]), nil
	}
	return events, next, nil
}

// before reports whether a comes before b in a timeline.
func before(a, b model.Cursor) bool {
	return a.Key > b.Key || (a.Key == b.Key && a.ID > b.ID)
}

func cursorAt(e model.Event) *model.Cursor {
	return &model.Cursor{Key: e.Timestamp.Key(), ID: e.EventID}
}

// entries returns one entry for each turn, and one for each session with its other events.
func entries(roots []Root, flat bool) []Entry {
	var list []Entry
	groups := map[string]*EventGroup{}
	for i, root := range roots {
		if !flat && model.Or(root.Event.ToolName, "") == model.ToolUserQuery {
			list = append(list, Entry{Turn: &roots[i]})
			continue
		}
		group, known := groups[root.Event.SessionID]
		if !known {
			group = &EventGroup{SessionID: root.Event.SessionID}
			groups[root.Event.SessionID] = group
			list = append(list, Entry{Group: group})
		}
		group.Roots = append(group.Roots, root)
	}
	return list
}
