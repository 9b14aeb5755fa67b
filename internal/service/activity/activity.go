package activity

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Events is what the service needs of stored events.
type Events interface {
	List(ctx context.Context, filter model.EventFilter, page model.Page) ([]model.Event, error)
	Count(ctx context.Context, filter model.EventFilter) (int64, error)
	Get(ctx context.Context, eventID string) (model.EventDetail, bool, error)
	Children(ctx context.Context, parents []string) ([]model.Event, error)
	// Following returns the first events of a session after a place in its order, oldest first.
	Following(ctx context.Context, sessionID string, after model.Cursor, limit int) ([]model.Event, error)
}

// Feed is what the service needs of the sources that are no events.
type Feed interface {
	Spikes(ctx context.Context, limit int) ([]model.Spike, error)
	CountSpikes(ctx context.Context) (int64, error)
	Delegations(ctx context.Context, sessionID string, limit int) ([]model.Handoff, error)
	CountDelegations(ctx context.Context, sessionID string) (int64, error)
}

// Totals knows how many events fit the simple filters without visiting them.
type Totals interface {
	// Count returns the number of events that fit filter, and false if it cannot say.
	Count(ctx context.Context, filter model.EventFilter) (int64, bool, error)
}

// Service answers what happened. It is safe for concurrent use.
type Service struct {
	events Events
	feed   Feed
	totals Totals
	now    func() time.Time
}

// New returns the service over its sources; now is the clock that stamps answers.
func New(events Events, feed Feed, totals Totals, now func() time.Time) *Service {
	return &Service{events: events, feed: feed, totals: totals, now: now}
}

// total returns how many events fit filter, from the running totals where they can say.
func (s *Service) total(ctx context.Context, filter model.EventFilter) (int64, error) {
	count, known, err := s.totals.Count(ctx, filter)
	if err != nil || known {
		return count, err
	}
	return s.events.Count(ctx, filter)
}

// page reads one page of events and one more, to know whether there is a next page.
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
