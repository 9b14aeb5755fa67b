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

// sessionLimit is how many sessions a page holds, if nobody asks for another number.
const sessionLimit = 50

// unknownStatus is shown for a session without a status.
const unknownStatus = "unknown"

// Sessions shows sessions, and one of them.
type Sessions struct {
	render    *renderer
	sessions  *session.Service
	activity  *activity.Service
	analytics *analytics.Service
	spawners  *spawner.Service
}

// sessionsView is what the template of the sessions takes.
type sessionsView struct {
	Rows     []sessionRow
	Total    int64
	Status   string
	Statuses []string
	// Here is the path of this list, First that of its first page, More that of the next one, "" for none.
	Here, First, More string
	// Continued says that this is not the first page.
	Continued bool
}

// sessionRow is a session in the list.
type sessionRow struct {
	model.Session
	Events int64
	// Duration is in seconds, nil while the session goes on.
	Duration *float64
}

// About says what the session is about: what its agent calls it, else the newest prompt, "" where neither is known.
func (r sessionRow) About() string {
	if title := text(r.Title); title != "" {
		return title
	}
	return text(r.LastUserQuery)
}

// ShowSessions shows the sessions, newest first.
func (h *Sessions) ShowSessions(ctx context.Context, request api.ShowSessionsRequestObject) (api.ShowSessionsResponseObject, error) {
	p := request.Params
	v, err := h.list(ctx, p)
	if err != nil {
		return nil, err
	}
	return h.render.page("sessions.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabSessions, Title: "Sessions", Data: v})
}

func (h *Sessions) list(ctx context.Context, p api.ShowSessionsParams) (sessionsView, error) {
	v := sessionsView{Status: text(p.Status), Continued: text(p.Cursor) != ""}
	v.Statuses = withChoice([]string{"active", "paused", "completed", "failed"}, v.Status)
	page, limit := model.Page{Limit: sessionLimit}, ""
	if p.Limit != nil && int(*p.Limit) != sessionLimit {
		page.Limit = int(*p.Limit)
		limit = strconv.Itoa(page.Limit)
	}
	var err error
	if page.After, err = place("cursor", text(p.Cursor)); err != nil {
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
	if v.Here, err = link("/views/sessions", "status", v.Status, "limit", limit, "cursor", text(p.Cursor)); err != nil {
		return v, err
	}
	if v.First, err = link("/views/sessions", "status", v.Status, "limit", limit); err != nil {
		return v, err
	}
	if list.Next != nil {
		v.More, err = link("/views/sessions", "status", v.Status, "limit", limit, "cursor", list.Next.String())
	}
	return v, err
}

func (h *Sessions) rows(ctx context.Context, sessions []model.Session) ([]sessionRow, error) {
	ids := make([]string, len(sessions))
	for i, s := range sessions {
		ids[i] = s.SessionID
	}
	counts, err := h.analytics.EventsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]sessionRow, len(sessions))
	for i, s := range sessions {
		s.Status = model.Or(&s.Status, unknownStatus)
		rows[i] = sessionRow{Session: s, Events: counts[s.SessionID], Duration: lasted(&s.CreatedAt, s.CompletedAt)}
	}
	return rows, nil
}

// lasted returns the seconds between two instants, nil where either is none.
func lasted(from, to *model.Instant) *float64 {
	if from == nil || to == nil {
		return nil
	}
	seconds, ok := to.Seconds(*from)
	if !ok {
		return nil
	}
	return &seconds
}
