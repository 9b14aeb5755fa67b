package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// How much of a session one page shows. Deeper events stand where those of deepestIndent do.
const (
	waterfallLimit = 200
	childLimit     = 50
	subagentLimit  = 50
	badgeLimit     = 30
	deepestIndent  = 8
	// longPause is from how many seconds on a pause that is not drawn in full is written beside the bar.
	longPause = 60
	// thinnest is the least part of the width that a bar takes, so that it is seen.
	thinnest = 0.004
)

// sessionView is what the template of a session takes.
type sessionView struct {
	Session session.Overview
	// Duration is in seconds from the first event to the last, nil where there is none.
	Duration *float64
	Bars     []waterfallBar
	// Shortened is the length in seconds that longer pauses are drawn as, 0 if none is longer.
	Shortened float64
	Subagents []*spawner.Subagent
	Agents    []string
	Models    []string
	Children  []model.Session
	Usage     []model.UsageByModel
	// WithBelow is what the session took with all that it began.
	WithBelow model.Spent
	// MoreChildren, MoreSubagents, MoreAgents and MoreModels are how many are not shown.
	MoreChildren, MoreSubagents, MoreAgents, MoreModels int
	// Here is the path of this page, First that of the first part of the session, More that of the next one, "" for none.
	Here, First, More string
	// Continued says that this is not the first part.
	Continued bool
}

// HasUsage reports whether there is anything to tell of tokens and costs.
func (v sessionView) HasUsage() bool { return len(v.Usage) > 0 || v.Session.Below.Requests > 0 }

// waterfallBar is an event of a session with its bar.
type waterfallBar struct {
	activity.Span
	// Indent is how far it stands in; X and Width place its bar.
	Indent   int
	X, Width string
	// Rested says that the pause before it is to be told.
	Rested bool
}

// ShowSession shows one session.
func (h *Sessions) ShowSession(ctx context.Context, request api.ShowSessionRequestObject) (api.ShowSessionResponseObject, error) {
	p := request.Params
	v, err := h.session(ctx, p.SessionID, text(p.Cursor))
	if err != nil {
		return nil, err
	}
	return h.render.page("session.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabSessions, Title: "Session", Data: v})
}

func (h *Sessions) session(ctx context.Context, id, cursor string) (sessionView, error) {
	v := sessionView{Continued: cursor != ""}
	after, err := place("cursor", cursor)
	if err != nil {
		return v, err
	}
	if v.Session, err = h.sessions.Overview(ctx, id); err != nil {
		return v, err
	}
	v.Session.Status = model.Or(&v.Session.Status, unknownStatus)
	v.Duration = lasted(v.Session.FirstEvent, v.Session.LastEvent)
	v.Agents, v.MoreAgents = first(badgeLimit, v.Session.Agents)
	v.Models, _ = first(badgeLimit, v.Session.Models)
	v.Usage, v.MoreModels = first(badgeLimit, v.Session.Usage)
	v.WithBelow = v.Session.Own.Plus(v.Session.Below)
	v.Children, v.MoreChildren = first(childLimit, v.Session.Children)
	subagents, err := h.spawners.Subagents(ctx, id)
	if err != nil {
		return v, err
	}
	v.Subagents, v.MoreSubagents = first(subagentLimit, subagents)
	return v, h.events(ctx, &v, id, cursor, after)
}

// events adds the events of the session from a place on.
func (h *Sessions) events(ctx context.Context, v *sessionView, id, cursor string, after *model.Cursor) error {
	waterfall, err := h.activity.Waterfall(ctx, id, after, waterfallLimit)
	if err != nil {
		return err
	}
	v.Shortened = waterfall.Shortened
	for _, span := range waterfall.Spans {
		v.Bars = append(v.Bars, barOf(span))
	}
	if v.Here, err = link("/views/session", "session_id", id, "cursor", cursor); err != nil {
		return err
	}
	if v.First, err = link("/views/session", "session_id", id); err != nil {
		return err
	}
	if waterfall.Next != nil {
		v.More, err = link("/views/session", "session_id", id, "cursor", waterfall.Next.String())
	}
	return err
}

func barOf(span activity.Span) waterfallBar {
	width := max(span.Length, thinnest)
	return waterfallBar{
		Span: span, Indent: min(span.Depth, deepestIndent), Rested: span.Pause >= longPause,
		X: length(min(span.Start, 1-width)), Width: length(width),
	}
}

// first returns up to limit of the list, and how many there are beyond.
func first[T any](limit int, list []T) ([]T, int) {
	shown := min(limit, len(list))
	return list[:shown], len(list) - shown
}
