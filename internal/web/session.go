package web

import (
	"context"
	"net/url"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// The views of a session.
const (
	viewRead     = "read"
	viewTimeline = "timeline"
	viewChanges  = "changes"
	viewUsage    = "usage"
)

// sessionViews returns the views that a session has, in the order of their links.
func sessionViews() []string { return []string{viewRead, viewTimeline, viewChanges, viewUsage} }

// badgeLimit is the number of agents and of models that a page names.
const badgeLimit = 30

// sessionView is the data of the session's template.
type sessionView struct {
	Session session.Overview
	// Name is the title, "" for none.
	Name string
	// View is the name of the view, Views lead to all of them.
	View  string
	Views []sessionTab
	// Duration is the number of seconds from the first event to the last, nil without events.
	Duration *float64
	// Resume is the command that goes on with the session, "" for none.
	Resume         string
	Agents, Models []string
	// MoreAgents and MoreModels count those that are not shown.
	MoreAgents, MoreModels int
	// TotalUsage is the usage of the session and of all sessions below it.
	TotalUsage model.Spent
	// Path leads to this page.
	Path string
	// One of these is set: what the view shows.
	Timeline *timelineView
	Usage    *sessionUsageView
	Changes  *changesView
	Read     *readView
}

// sessionTab leads to a view of a session.
type sessionTab struct {
	Name, Path string
	Current    bool
}

// HasBelow reports whether the sessions below have tokens or costs.
func (v sessionView) HasBelow() bool { return v.Session.Below != model.Spent{} }

// HasUsage reports whether there are tokens or costs to show.
func (v sessionView) HasUsage() bool { return v.Usage != nil && len(v.Usage.Usage) > 0 || v.HasBelow() }

// ShowSession shows one session in one of its views.
func (h *Sessions) ShowSession(ctx context.Context, request api.ShowSessionRequestObject) (api.ShowSessionResponseObject, error) {
	p := request.Params
	if p.EventID != nil {
		return h.toMessage(ctx, p.SessionID, *p.EventID)
	}
	if text(p.Q) != "" && p.At == nil && hitOf(p) > 0 {
		return h.toHit(ctx, p)
	}
	v, err := h.session(ctx, p.SessionID, viewOf(p))
	if err != nil {
		return nil, err
	}
	switch v.View {
	case viewTimeline:
		err = h.timeline(ctx, &v, text(p.Cursor))
	case viewChanges:
		err = h.changes(ctx, &v)
	case viewUsage:
		err = h.usage(ctx, &v)
	default:
		err = h.read(ctx, &v, p)
	}
	if err != nil {
		return nil, err
	}
	return h.render.page("session.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabSessions, Title: "Session", Data: v})
}

// viewOf returns the view that a request names. A cursor is one of the timeline.
func viewOf(p api.ShowSessionParams) string {
	switch {
	case p.View != nil:
		return string(*p.View)
	case p.Cursor != nil:
		return viewTimeline
	default:
		return viewRead
	}
}

// session reads what all views of a session show.
func (h *Sessions) session(ctx context.Context, id, name string) (sessionView, error) {
	v := sessionView{View: name}
	var err error
	if v.Session, err = h.sessions.Overview(ctx, id); err != nil {
		return v, err
	}
	titles, err := h.sessions.Titles(ctx, []model.Session{v.Session.Session})
	if err != nil {
		return v, err
	}
	v.Name = titles[id]
	v.Session.Status = model.Or(&v.Session.Status, unknownStatus)
	v.Duration = secondsBetween(v.Session.FirstEvent, v.Session.LastEvent)
	v.TotalUsage = v.Session.Own.Plus(v.Session.Below)
	v.Agents, v.MoreAgents = limitTo(badgeLimit, v.Session.Agents)
	v.Models, v.MoreModels = limitTo(badgeLimit, v.Session.Models)
	v.Resume = agent.Get(v.Session.Agent).ResumeCommand(id)
	for _, name := range sessionViews() {
		v.Views = append(v.Views, sessionTab{Name: name, Path: viewPath(id, name), Current: name == v.View})
	}
	return v, nil
}

// limitTo returns the first elements of a list, at most limit, and the number of the others.
func limitTo[T any](limit int, list []T) ([]T, int) {
	shown := min(limit, len(list))
	return list[:shown], len(list) - shown
}

// viewPath returns the path of a view of a session.
func viewPath(id, name string) string {
	query := url.Values{"session_id": {openapi.Reference(id)}}
	if name != viewRead {
		query.Set("view", name)
	}
	return "/views/session?" + query.Encode()
}
