package spawner

import (
	"context"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Activities is one page of spawner events.
type Activities struct {
	Events []model.EventDetail
	// Total is the number of events on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// Activities returns the events of spawners, newest first. A spawner or a sessionID that is not empty restricts them. It reads one event more
// than requested to find out whether there is a next page.
func (s *Service) Activities(ctx context.Context, spawner, sessionID string, page model.Page) (Activities, error) {
	filter := model.SpawnedFilter{SpawnerType: spawner, SessionID: sessionID}
	total, err := s.extent(ctx, &filter)
	if err != nil || total <= int64(page.Offset) {
		return Activities{Total: total}, err // there are none, so do not search all events
	}
	wanted := page.Limit
	page.Limit++
	events, err := s.spawned.List(ctx, filter, page)
	if err != nil || len(events) <= wanted {
		return Activities{Events: events, Total: total}, err
	}
	return Activities{Events: events[:wanted], Total: total, Next: cursorAt(events[wanted-1].Event)}, nil
}

// extent returns the number of events that match filter. Few events have a spawner and no index leads to them, so it sets the bound of the
// filter to the oldest one: the search for the last page ends there. The number would not do as the end of the search, because events may be
// stored between the two.
func (s *Service) extent(ctx context.Context, filter *model.SpawnedFilter) (int64, error) {
	if filter.SessionID != "" {
		return s.spawned.Count(ctx, *filter)
	}
	var total int64
	var oldest []model.Instant
	err := s.running.With(ctx, func(v summary.View) {
		for _, group := range v.Spawners() {
			if filter.SpawnerType == "" || group.Name == filter.SpawnerType {
				total += group.Events
				oldest = append(oldest, group.First)
			}
		}
	})
	if len(oldest) > 0 {
		filter.Since = slices.MinFunc(oldest, model.Instant.Compare)
	}
	return total, err
}

func cursorAt(e model.Event) *model.Cursor {
	return &model.Cursor{Key: e.Timestamp.Key(), ID: e.EventID}
}
