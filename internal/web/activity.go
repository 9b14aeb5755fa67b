package web

import (
	"context"
	"net/url"
	"strconv"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// feedLimit is how many turns and events a page of the feed holds, if nobody asks for another number.
const feedLimit = 50

// Activity shows what happened.
type Activity struct {
	render    *renderer
	activity  *activity.Service
	sessions  *session.Service
	spawners  *spawner.Service
	analytics *analytics.Service
}

// feedView is what the template of the feed takes.
type feedView struct {
	Timeline activity.Timeline
	Query    feedQuery
	// Here is the path of this list, More that of its next page, "" for none.
	Here, More string
	// Continued says that this is not the first page.
	Continued bool
	Choices   choices
}

// ShowDashboard shows the activity.
func (h *Activity) ShowDashboard(ctx context.Context, request api.ShowDashboardRequestObject) (api.ShowDashboardResponseObject, error) {
	p := request.Params
	return h.show(ctx, api.ShowActivityParams{HXRequest: p.HXRequest, HXHistoryRestoreRequest: p.HXHistoryRestoreRequest})
}

// ShowActivity shows the activity that fits a filter.
func (h *Activity) ShowActivity(ctx context.Context, request api.ShowActivityRequestObject) (api.ShowActivityResponseObject, error) {
	return h.show(ctx, request.Params)
}

func (h *Activity) show(ctx context.Context, p api.ShowActivityParams) (page, error) {
	query := feedQueryOf(p)
	timeline, err := h.timeline(ctx, query)
	if err != nil {
		return page{}, err
	}
	v := feedView{Timeline: timeline, Query: query, Here: query.path("", ""), Continued: query.Cursor != ""}
	if timeline.Next != nil {
		v.More = query.path(timeline.Next.String(), "")
	}
	ask := asker{p.HXRequest, p.HXHistoryRestoreRequest}
	if v.Continued && ask.part() {
		return h.render.part("activity.html", "entries", v)
	}
	if v.Choices, err = h.choices(ctx, query); err != nil {
		return page{}, err
	}
	return h.render.page("activity.html", ask, view{Tab: tabActivity, Title: "Activity", Data: v})
}

func (h *Activity) timeline(ctx context.Context, q feedQuery) (activity.Timeline, error) {
	query := activity.TimelineQuery{Limit: q.Limit, Filter: model.EventFilter{
		SessionID: q.SessionID, AgentID: q.AgentID, SpawnerType: q.SpawnerType, Status: q.Status, Query: q.Words, Since: q.since(h.render.now()),
	}}
	var err error
	if query.After, err = place("cursor", q.Cursor); err != nil {
		return activity.Timeline{}, err
	}
	if query.Through, err = place("through", q.Through); err != nil {
		return activity.Timeline{}, err
	}
	return h.activity.Timeline(ctx, query)
}

// place reads a cursor, nil for an empty one.
func place(name, text string) (*model.Cursor, error) {
	if text == "" {
		return nil, nil
	}
	cursor, err := model.ParseCursor(text)
	if err != nil {
		return nil, apperr.Invalid("The cursor is not one that this service gave out.", apperr.Field{
			Location: []string{"query", name}, Message: "not a cursor of this service", Type: "value_error.cursor",
		})
	}
	return &cursor, nil
}

// ShowChildren shows what lies below an event.
func (h *Activity) ShowChildren(ctx context.Context, request api.ShowChildrenRequestObject) (api.ShowChildrenResponseObject, error) {
	branch, err := h.activity.Branch(ctx, request.Params.EventID)
	if err != nil {
		return nil, err
	}
	ask := asker{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	if ask.part() {
		return h.render.part("children.html", "branch", branch)
	}
	return h.render.page("children.html", ask, view{Tab: tabActivity, Title: "Below an event", Data: branch})
}

// path returns the path of the list that the query names, from another place or through another entry.
func (q feedQuery) path(cursor, through string) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"session_id": q.SessionID, "agent_id": q.AgentID, "spawner_type": q.SpawnerType, "status": q.Status, "within": q.Within,
		"q": q.Words, "cursor": cursor, "through": through,
	} {
		if value != "" {
			values.Set(name, value)
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
