package activity

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Events reads stored events.
type Events interface {
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
	// Export is List with whole texts and without contexts, in pages that may be bounded by their bytes.
	Export(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
	Count(ctx context.Context, filter model.EventFilter) (int64, error)
	// CountHour returns the number of events of an hour that match filter.
	CountHour(ctx context.Context, filter model.EventFilter, hour model.Hour) (int64, error)
	Get(ctx context.Context, eventID string) (model.EventDetail, bool, error)
	Children(ctx context.Context, parents []string) ([]model.Event, error)
	// ByIDs returns the events with these ids, as far as they are stored.
	ByIDs(ctx context.Context, ids []string) ([]model.Event, error)
	// Tasks returns the ids of the subagents that events started, by the ids of the events.
	Tasks(ctx context.Context, ids []string) (map[string]string, error)
	// Costs returns what the requests that belong to events cost, by the id of the event.
	Costs(ctx context.Context, ids []string) (map[string]model.Spent, error)
	// Rank returns the number of events of a session up to a cursor, CursorAt the cursor of the event with a rank, nil where there is none.
	Rank(ctx context.Context, sessionID string, at model.Cursor) (int64, error)
	CursorAt(ctx context.Context, sessionID string, rank int64) (*model.Cursor, error)
	// Statuses returns the statuses that events have, at most limit.
	Statuses(ctx context.Context, limit int) ([]model.Status, error)
	// Calls returns the calls of the tool of an event that began with it.
	Calls(ctx context.Context, event model.Event) ([]model.Call, error)
	// Following returns the first events of a session after a cursor, oldest first.
	Following(ctx context.Context, sessionID string, after model.Cursor, limit int) ([]model.Event, error)
}

// Feed reads the other sources of the complete activity feed.
type Feed interface {
	Spikes(ctx context.Context, page model.Page) ([]model.Spike, error)
	CountSpikes(ctx context.Context) (int64, error)
	Delegations(ctx context.Context, sessionID string, page model.Page) ([]model.Handoff, error)
	CountDelegations(ctx context.Context, sessionID string) (int64, error)
}

// Totals counts events that match simple filters without reading them.
type Totals interface {
	// Count returns the number of events that match filter, or false where it does not know the number.
	Count(ctx context.Context, filter model.EventFilter) (int64, bool, error)
	// CountHours returns the number of events that match filter in the hours that lie wholly within its time bounds, or false likewise.
	CountHours(ctx context.Context, filter model.EventFilter) (int64, bool, error)
}

// Service provides the views of events. It is safe for concurrent use.
type Service struct {
	events Events
	feed   Feed
	totals Totals
	now    func() time.Time
}

// New returns the service. now is the clock for the timestamps of results.
func New(events Events, feed Feed, totals Totals, now func() time.Time) *Service {
	return &Service{events: events, feed: feed, totals: totals, now: now}
}

// total returns the number of events that match filter, from the running totals where they know it.
func (s *Service) total(ctx context.Context, filter model.EventFilter) (int64, error) {
	if filter.Since != "" || filter.Until != "" {
		return s.totalWithin(ctx, filter)
	}
	count, known, err := s.totals.Count(ctx, filter)
	if err != nil || known {
		return count, err
	}
	return s.events.Count(ctx, filter)
}

// totalWithin returns the number of events that match a filter with time bounds: whole hours from the running totals where they know them,
// and the hours of the bounds from the events.
func (s *Service) totalWithin(ctx context.Context, filter model.EventFilter) (int64, error) {
	total, known, err := s.totals.CountHours(ctx, filter)
	if err != nil {
		return 0, err
	}
	if !known {
		return s.events.Count(ctx, filter)
	}
	for _, hour := range (model.Bounds{Since: filter.Since, Until: filter.Until}).EdgeHours() {
		count, err := s.events.CountHour(ctx, filter, hour)
		if err != nil {
			return 0, err
		}
		total += count
	}
	return total, nil
}

// page reads one page of events. It reads one more event than requested to find out whether there is a next page.
func (s *Service) page(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, *model.Cursor, error) {
	wanted := page.Limit
	page.Limit++
	events, err := s.events.List(ctx, filter, page)
	if err != nil || len(events) <= wanted {
		return events, nil, err
	}
	events = events[:wanted]
	last := events[wanted-1]
	return events, &model.Cursor{Key: last.Timestamp.Key(), ID: last.EventID}, nil
}
