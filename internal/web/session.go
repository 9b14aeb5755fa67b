package web

import (
	"context"
	"net/url"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// How much of a session one page shows. Events deeper than deepestIndent are indented like those at deepestIndent.
const (
	waterfallLimit = 200
	childLimit     = 50
	subagentLimit  = 50
	badgeLimit     = 30
	deepestIndent  = 8
	// longPause is the number of seconds from which on a pause is also written in words.
	longPause = 60
	// thinnest is the smallest width of a bar, as a share of the full width, so that every bar is visible.
	thinnest = 0.004
)

// sessionView is the data of the session's template.
type sessionView struct {
	Session session.Overview
	// Name is the title, "" for none.
	Name string
	// Duration is the number of seconds from the first event to the last, nil without events.
	Duration *float64
	Bars     []waterfallBar
	// Shortened is the length in seconds to which longer pauses are shortened, 0 where no pause is longer.
	Shortened float64
	Subagents []*spawner.Subagent
	Agents    []string
	Models    []string
	Children  []model.Session
	Usage     []model.NamedUsage
	ByAgent   []model.NamedUsage
	// TotalUsage is the usage of the session and of all sessions below it.
	TotalUsage model.Spent
	// MoreChildren, MoreSubagents, MoreAgents, MoreModels and MoreByAgent count those that are not shown.
	MoreChildren, MoreSubagents, MoreAgents, MoreModels, MoreByAgent int
	// From and To are the numbers of the first and the last event of the page.
	From, To int64
	// Path leads to this page, FirstPath to the first page of the session, PreviousPath to the one before ("" on the first), NextPath and LastPath
	// to the next one and the last one ("" on the last).
	Path, FirstPath, PreviousPath, NextPath, LastPath string
	// Continued is true on every page but the first.
	Continued bool
}

// HasPages reports whether the session has more pages than this one.
func (v sessionView) HasPages() bool { return v.Continued || v.NextPath != "" }

// HasUsage reports whether there are tokens or costs to show.
func (v sessionView) HasUsage() bool { return len(v.Usage) > 0 || v.HasBelow() }

// HasBelow reports whether the sessions below have tokens or costs.
func (v sessionView) HasBelow() bool { return v.Session.Below != model.Spent{} }

// waterfallBar is an event of a session with its bar in the timeline.
type waterfallBar struct {
	activity.Span
	// Indent is the level of indentation. X and Width are the position and the width of the bar.
	Indent   int
	X, Width string
	// ShowPause is true where the pause before the event is written beside the bar.
	ShowPause bool
}

// ShowSession shows one session.
func (h *Sessions) ShowSession(ctx context.Context, request api.ShowSessionRequestObject) (api.ShowSessionResponseObject, error) {
	p := request.Params
	v, err := h.session(ctx, p.SessionID, text(p.Cursor))
	if err != nil {
		return nil, err
	}
	return h.render.page("session.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabSessions, Title: "Session", Data: v})
}

func (h *Sessions) session(ctx context.Context, id, cursor string) (sessionView, error) {
	v := sessionView{Continued: cursor != ""}
	after, err := parseCursor("cursor", cursor)
	if err != nil {
		return v, err
	}
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
	v.Agents, v.MoreAgents = limitTo(badgeLimit, v.Session.Agents)
	v.Models, _ = limitTo(badgeLimit, v.Session.Models)
	v.Usage, v.MoreModels = limitTo(badgeLimit, v.Session.ByModel)
	v.ByAgent, v.MoreByAgent = limitTo(badgeLimit, v.Session.ByAgent)
	v.TotalUsage = v.Session.Own.Plus(v.Session.Below)
	v.Children, v.MoreChildren = limitTo(childLimit, v.Session.Children)
	subagents, err := h.spawners.Subagents(ctx, id)
	if err != nil {
		return v, err
	}
	v.Subagents, v.MoreSubagents = limitTo(subagentLimit, subagents)
	return v, h.events(ctx, &v, id, cursor, after)
}

// events adds the events of the session after a cursor.
func (h *Sessions) events(ctx context.Context, v *sessionView, id, cursor string, after *model.Cursor) error {
	waterfall, err := h.activity.Waterfall(ctx, id, after, waterfallLimit)
	if err != nil {
		return err
	}
	v.Shortened = waterfall.Shortened
	for _, span := range waterfall.Spans {
		v.Bars = append(v.Bars, newWaterfallBar(span))
	}
	v.FirstPath, v.Path = sessionPath(id, ""), sessionPath(id, cursor)
	if waterfall.Next != nil {
		v.NextPath = sessionPath(id, waterfall.Next.String())
	}
	position, err := h.activity.Position(ctx, id, after, waterfallLimit, v.Session.EventCount)
	if err != nil {
		return err
	}
	v.From, v.To = position.Before+1, position.Before+int64(len(v.Bars))
	switch {
	case position.Previous != nil:
		v.PreviousPath = sessionPath(id, position.Previous.String())
	case v.Continued:
		v.PreviousPath = v.FirstPath
	}
	if position.Last != nil {
		v.LastPath = sessionPath(id, position.Last.String())
	}
	return nil
}

// sessionPath returns the path of a session from a cursor on, from its beginning without one.
func sessionPath(id, cursor string) string {
	query := url.Values{"session_id": {openapi.Reference(id)}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	return "/views/session?" + query.Encode()
}

func newWaterfallBar(span activity.Span) waterfallBar {
	width := max(span.Length, thinnest)
	return waterfallBar{
		Span: span, Indent: min(span.Depth, deepestIndent), ShowPause: span.Pause >= longPause,
		X: length(min(span.Start, 1-width)), Width: length(width),
	}
}

// limitTo returns the first elements of a list, at most limit, and the number of the others.
func limitTo[T any](limit int, list []T) ([]T, int) {
	shown := min(limit, len(list))
	return list[:shown], len(list) - shown
}
