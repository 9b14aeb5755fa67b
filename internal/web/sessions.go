package web

import (
	"context"
	"strconv"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// sessionLimit is the default number of sessions on a page.
const sessionLimit = 50

// unknownStatus is shown for a session without a status.
const unknownStatus = "unknown"

// Sessions shows the list of sessions, and the page of each session.
type Sessions struct {
	render    *renderer
	sessions  *session.Service
	activity  *activity.Service
	analytics *analytics.Service
	spawners  *spawner.Service
	reading   reading
}

// sessionsView is the data of the sessions' template.
type sessionsView struct {
	Rows     []sessionRow
	Total    int64
	Status   string
	Statuses []string
	// Path leads to this page of the list, FirstPath to the first page, NextPath to the next one ("" on the last).
	Path, FirstPath, NextPath string
	// Continued is true on every page but the first.
	Continued bool
}

// OfKind returns what the number of sessions is one of.
func (v sessionsView) OfKind() string {
	if v.Status == "" {
		return ofAll
	}
	return "status"
}

// sessionRow is one row of the list.
type sessionRow struct {
	model.Session
	// Name is the title, "" for none.
	Name   string
	Events int64
	Spent  model.Spent
	// Duration is in seconds, nil while the session is active.
	Duration *float64
}

// ShowSessions shows the sessions, newest first.
func (h *Sessions) ShowSessions(ctx context.Context, request api.ShowSessionsRequestObject) (api.ShowSessionsResponseObject, error) {
	p := request.Params
	v, err := h.list(ctx, p)
	if err != nil {
		return nil, err
	}
	return h.render.page("sessions.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabSessions, Title: "Sessions", Data: v})
}

func (h *Sessions) list(ctx context.Context, p api.ShowSessionsParams) (sessionsView, error) {
	v := sessionsView{Status: text(p.Status), Continued: text(p.Cursor) != ""}
	statuses, err := h.sessions.Statuses(ctx, maxChoices)
	if err != nil {
		return v, err
	}
	v.Statuses = withChoice(statuses, v.Status)
	page, limit := model.Page{Limit: sessionLimit}, ""
	if p.Limit != nil && int(*p.Limit) != sessionLimit {
		page.Limit = int(*p.Limit)
		limit = strconv.Itoa(page.Limit)
	}
	if page.After, err = parseCursor("cursor", text(p.Cursor)); err != nil {
		return v, err
	}
	list, err := h.sessions.List(ctx, model.SessionFilter{Status: v.Status}, page)
	if err != nil {
		return v, err
	}
	v.Total = list.Total
	if v.Rows, err = h.rows(ctx, list.Sessions); err != nil {
		return v, err
	}
	if v.Path, err = link("/views/sessions", "status", v.Status, "limit", limit, "cursor", text(p.Cursor)); err != nil {
		return v, err
	}
	if v.FirstPath, err = link("/views/sessions", "status", v.Status, "limit", limit); err != nil {
		return v, err
	}
	if list.Next != nil {
		v.NextPath, err = link("/views/sessions", "status", v.Status, "limit", limit, "cursor", list.Next.String())
	}
	return v, err
}

func (h *Sessions) rows(ctx context.Context, sessions []model.Session) ([]sessionRow, error) {
	ids := make([]string, len(sessions))
	for i, s := range sessions {
		ids[i] = s.SessionID
	}
	counts, err := h.analytics.EventCounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	titles, err := h.sessions.Titles(ctx, sessions)
	if err != nil {
		return nil, err
	}
	spent, err := h.sessions.Spent(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]sessionRow, len(sessions))
	for i, s := range sessions {
		s.Status = model.Or(&s.Status, unknownStatus)
		rows[i] = sessionRow{
			Session: s, Name: titles[s.SessionID], Events: counts[s.SessionID], Spent: spent[s.SessionID],
			Duration: secondsBetween(&s.CreatedAt, s.CompletedAt),
		}
	}
	return rows, nil
}

// secondsBetween returns the seconds from one instant to another, nil where one of them is missing or not a time.
func secondsBetween(from, to *model.Instant) *float64 {
	if from == nil || to == nil {
		return nil
	}
	seconds, ok := to.Seconds(*from)
	if !ok {
		return nil
	}
	return &seconds
}
