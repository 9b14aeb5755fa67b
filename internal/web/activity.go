package web

import (
	"context"
	"net/url"
	"strconv"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// feedLimit is the default number of turns and events on a page of the feed.
const feedLimit = 50

// Activity shows the activity feed: turns and events, newest first.
type Activity struct {
	render    *renderer
	activity  *activity.Service
	sessions  *session.Service
	spawners  *spawner.Service
	analytics *analytics.Service
}

// feedView is the data of the feed's template.
type feedView struct {
	Timeline activity.Timeline
	Query    feedQuery
	// Path leads to this page of the list, NextPath to the next one. NextPath is "" on the last page.
	Path, NextPath string
	// Continued is true on every page but the first.
	Continued bool
	Choices   choices
}

// ShowActivity shows the activity that matches a filter.
func (h *Activity) ShowActivity(ctx context.Context, request api.ShowActivityRequestObject) (api.ShowActivityResponseObject, error) {
	return h.show(ctx, request.Params)
}

func (h *Activity) show(ctx context.Context, p api.ShowActivityParams) (page, error) {
	query := fromAPIFeedQuery(p)
	timeline, err := h.timeline(ctx, query)
	if err != nil {
		return page{}, err
	}
	v := feedView{Timeline: timeline, Query: query, Path: query.path("", ""), Continued: query.Cursor != ""}
	if timeline.Next != nil {
		v.NextPath = query.path(timeline.Next.String(), "")
	}
	htmx := htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}
	if v.Continued && htmx.isPartial() {
		return h.render.part("activity.html", "entries", v)
	}
	if v.Choices, err = h.choices(ctx, query); err != nil {
		return page{}, err
	}
	return h.render.page("activity.html", htmx, view{Tab: tabActivity, Title: "Activity", Data: v, Opened: opened(p.Open, p.OpenItem)})
}

func (h *Activity) timeline(ctx context.Context, q feedQuery) (activity.Timeline, error) {
	query := activity.TimelineQuery{Limit: q.Limit, Filter: model.EventFilter{
		SessionID: q.SessionID, AgentID: q.AgentID, SpawnerType: q.SpawnerType, Status: q.Status, Query: q.SearchText, Since: q.since(h.render.now()),
	}}
	var err error
	if query.After, err = parseCursor("cursor", q.Cursor); err != nil {
		return activity.Timeline{}, err
	}
	if query.Through, err = parseCursor("through", q.Through); err != nil {
		return activity.Timeline{}, err
	}
	return h.activity.Timeline(ctx, query)
}

// parseCursor parses a cursor that was sent as the query parameter name. An empty text gives nil.
func parseCursor(name, text string) (*model.Cursor, error) {
	if text == "" {
		return nil, nil
	}
	cursor, err := model.ParseCursor(text)
	if err != nil {
		return nil, invalidCursor(name)
	}
	return &cursor, nil
}

// invalidCursor returns the error for a parameter that is no position in a list.
func invalidCursor(parameter string) error {
	return apperr.Invalid("The cursor was not issued by this service.", apperr.Field{
		Location: []string{"query", parameter}, Message: "not a cursor of this service", Type: "value_error.cursor",
	})
}

// ShowChildren shows the events nested below an event.
func (h *Activity) ShowChildren(ctx context.Context, request api.ShowChildrenRequestObject) (api.ShowChildrenResponseObject, error) {
	branch, err := h.activity.Branch(ctx, request.Params.EventID)
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	if htmx.isPartial() {
		return h.render.part("children.html", "branch", branch)
	}
	return h.render.page("children.html", htmx, view{
		Tab: tabActivity, Title: "Nested events", Data: branch, Opened: opened(request.Params.Open, request.Params.OpenItem),
	})
}

// path returns the path of the feed with the filters of the query, but with another cursor and another last entry (through).
func (q feedQuery) path(cursor, through string) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"session_id": q.SessionID, "agent_id": q.AgentID, "spawner_type": q.SpawnerType, "status": q.Status, "within": q.Within,
		"q": q.SearchText, "cursor": cursor, "through": through,
	} {
		if value != "" {
			values.Set(name, openapi.Reference(value))
		}
	}
	if q.Limit != feedLimit {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	if len(values) == 0 {
		return "/views/activity-feed"
	}
	return "/views/activity-feed?" + values.Encode()
}
