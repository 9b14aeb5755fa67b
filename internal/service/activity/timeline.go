package activity

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxTimeline is how many events of one timeline are read at most, however far back it is to reach.
const maxTimeline = 300

// TimelineQuery says which part of the timeline is wanted.
type TimelineQuery struct {
	Filter model.EventFilter
	// Limit is the largest number of entries before they are grouped; After is where the page before ended.
	Limit int
	After *model.Cursor
	// Through, if set, has the page go on past Limit, within bounds, through the entry of that cursor.
	Through *model.Cursor
}

// Timeline is what happened, newest first.
type Timeline struct {
	At      time.Time
	Entries []Entry
	// Flat says that the entries are single events that fit a filter, and not turns.
	Flat bool
	// Next is where the next page begins, nil on the last one; Last is the last entry of this one, nil for none.
	Next, Last *model.Cursor
}

// Entry is one entry of a timeline: exactly one of its members is set.
type Entry struct {
	Turn *Root
	// Loose are events of one session that belong to no turn, newest first.
	Loose *Loose
}

// Loose are events of one session that belong to no turn, newest first.
type Loose struct {
	SessionID string
	Roots     []Root
}

// Timeline returns a page of what happened, newest first: turns, and by session the events that belong to none. A filter on
// single events makes it a list of these, by session, because a turn is more than the events that fit.
func (s *Service) Timeline(ctx context.Context, query TimelineQuery) (Timeline, error) {
	answer := Timeline{At: s.now(), Flat: flat(query.Filter)}
	query.Filter.Roots = !answer.Flat
	events, next, err := s.reach(ctx, query)
	if err != nil {
		return answer, err
	}
	answer.Next = next
	if len(events) > 0 {
		answer.Last = cursorOf(events[len(events)-1])
	}
	var below *tree
	if below, err = s.grow(ctx, eventIDs(events), maxNodes); err != nil {
		return answer, err
	}
	roots := make([]Root, len(events))
	for i, event := range events {
		roots[i] = below.root(event)
	}
	answer.Entries = entries(roots, answer.Flat)
	return answer, nil
}

// flat reports whether the filter is on single events.
func flat(f model.EventFilter) bool {
	return strings.TrimSpace(f.Query) != "" || f.AgentID+f.SpawnerType+f.Status+f.EventType+f.ToolName+f.FeatureID+f.Model != ""
}

// reach reads a page, and goes on through the entry that it is to reach.
func (s *Service) reach(ctx context.Context, query TimelineQuery) ([]model.Event, *model.Cursor, error) {
	if query.Through == nil {
		return s.page(ctx, query.Filter, model.Page{Limit: query.Limit, After: query.After})
	}
	events, next, err := s.page(ctx, query.Filter, model.Page{Limit: maxTimeline, After: query.After})
	if err != nil {
		return nil, nil, err
	}
	for i := query.Limit; i < len(events); i++ {
		if !before(*query.Through, *cursorOf(events[i])) {
			continue
		}
		return events[:i], cursorOf(events[i-1]), nil
	}
	return events, next, nil
}

// before reports whether a comes before b in the order of the timeline.
func before(a, b model.Cursor) bool {
	return a.Key > b.Key || (a.Key == b.Key && a.ID > b.ID)
}

func cursorOf(e model.Event) *model.Cursor {
	return &model.Cursor{Key: e.Timestamp.Key(), ID: e.EventID}
}

// entries puts turns by themselves, and all else together with what else there is of its session.
func entries(roots []Root, flat bool) []Entry {
	var list []Entry
	loose := map[string]*Loose{}
	for i, root := range roots {
		if !flat && model.Or(root.Event.ToolName, "") == model.ToolUserQuery {
			list = append(list, Entry{Turn: &roots[i]})
			continue
		}
		group, known := loose[root.Event.SessionID]
		if !known {
			group = &Loose{SessionID: root.Event.SessionID}
			loose[root.Event.SessionID] = group
			list = append(list, Entry{Loose: group})
		}
		group.Roots = append(group.Roots, root)
	}
	return list
}
