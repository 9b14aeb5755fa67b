package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/export"
)

// EventPage is one page of events.
type EventPage struct {
	Events []model.Event
	// Total is the number of events on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// ListEvents returns a page of the events that match filter, newest first.
func (s *Service) ListEvents(ctx context.Context, filter model.EventFilter, page model.Page) (EventPage, error) {
	total, err := s.total(ctx, filter)
	if err != nil {
		return EventPage{}, err
	}
	events, next, err := s.page(ctx, filter, page)
	return EventPage{Events: events, Total: total, Next: next}, err
}

// Newest returns the newest events that match filter, without counting them all.
func (s *Service) Newest(ctx context.Context, filter model.EventFilter, limit int) ([]model.Event, error) {
	return s.events.List(ctx, filter, model.Page{Limit: limit})
}

// Statuses returns the statuses that events have, at most limit.
func (s *Service) Statuses(ctx context.Context, limit int) ([]model.Status, error) {
	return s.events.Statuses(ctx, limit)
}

// GetEvent returns one event with all stored fields. It returns CodeNotFound for an unknown id.
func (s *Service) GetEvent(ctx context.Context, eventID string) (model.EventDetail, error) {
	event, found, err := s.events.Get(ctx, eventID)
	if err != nil {
		return event, err
	}
	if !found {
		return event, apperr.NotFound("Event not found")
	}
	return event, nil
}

// ExportEvents passes the events that match filter to emit, newest first and page by page. A limit of 0 means all. It stops at the
// first error of emit and returns it.
func (s *Service) ExportEvents(ctx context.Context, filter model.EventFilter, limit int, emit func([]model.Event) error) error {
	source := export.Source[model.Event]{
		List: func(ctx context.Context, page model.Page) ([]model.Event, error) {
			return s.events.Export(ctx, filter, page)
		},
		Cursor:      func(e model.Event) model.Cursor { return model.Cursor{Key: e.Timestamp.Key(), ID: e.EventID} },
		EndsByBytes: true,
	}
	return export.Pages(ctx, limit, source, emit)
}
