// Package session owns the views of sessions: the list, and one session with the totals of its events.
package session

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Sessions reads stored sessions.
type Sessions interface {
	List(ctx context.Context, filter model.SessionFilter, page model.Page) ([]model.Session, error)
	Count(ctx context.Context, filter model.SessionFilter) (int64, error)
	Get(ctx context.Context, sessionID string) (model.SessionDetail, bool, error)
	Children(ctx context.Context, sessionID string) ([]model.Session, error)
	Activity(ctx context.Context, sessionID string) (model.SessionActivity, error)
	Handoffs(ctx context.Context, sessionID string, limit int) ([]model.Handoff, error)
	// Statuses returns the statuses that sessions have, at most limit.
	Statuses(ctx context.Context, limit int) ([]string, error)
	// FirstPrompts returns the first prompts of sessions, at most limit of each and the oldest first, by the id of the session.
	FirstPrompts(ctx context.Context, ids []string, limit int) (map[string][]string, error)
}

// Service provides the views of sessions. It is safe for concurrent use.
type Service struct {
	sessions Sessions
	costs    Costs
}

// New returns the service.
func New(sessions Sessions, costs Costs) *Service { return &Service{sessions: sessions, costs: costs} }

// Page is one page of sessions.
type Page struct {
	Sessions []model.Session
	// Total is the number of sessions on all pages.
	Total int64
	// Next is the cursor of the next page, nil on the last one.
	Next *model.Cursor
}

// List returns a page of the sessions that match filter, newest first.
func (s *Service) List(ctx context.Context, filter model.SessionFilter, page model.Page) (Page, error) {
	total, err := s.sessions.Count(ctx, filter)
	if err != nil {
		return Page{}, err
	}
	wanted := page.Limit
	page.Limit++ // one more row, to find out whether there is a next page
	sessions, err := s.sessions.List(ctx, filter, page)
	if err != nil {
		return Page{}, err
	}
	answer := Page{Sessions: sessions, Total: total}
	if len(sessions) > wanted {
		last := sessions[wanted-1]
		answer.Sessions = sessions[:wanted]
		answer.Next = &model.Cursor{Key: last.CreatedAt.Key(), ID: last.SessionID}
	}
	return answer, nil
}

// Statuses returns the statuses that sessions have, at most limit.
func (s *Service) Statuses(ctx context.Context, limit int) ([]string, error) {
	return s.sessions.Statuses(ctx, limit)
}

// Get returns one session with its activity, costs and child sessions. It also finds a session that has events but no row of its
// own. It returns CodeNotFound for an unknown id.
func (s *Service) Get(ctx context.Context, sessionID string) (model.SessionDetail, error) {
	detail, found, err := s.sessions.Get(ctx, sessionID)
	if err != nil {
		return detail, err
	}
	activity, err := s.sessions.Activity(ctx, sessionID)
	if err != nil {
		return detail, err
	}
	if !found && activity.EventCount == 0 {
		return detail, apperr.NotFound("Session not found")
	}
	if !found {
		detail.SessionID, detail.CreatedAt = sessionID, *activity.FirstEvent
	}
	detail.SessionActivity = activity
	if err := s.spent(ctx, &detail); err != nil {
		return detail, err
	}
	detail.Children, err = s.sessions.Children(ctx, sessionID)
	return detail, err
}
