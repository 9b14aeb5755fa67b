package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// neighbours is the number of events shown before an event, and of those shown after it.
const neighbours = 5

// Event shows the details of one event.
type Event struct {
	render   *renderer
	activity *activity.Service
}

// eventView is the data of the event's template.
type eventView struct {
	Event         model.EventDetail
	Spawner       model.Spawner
	Context       *jsonTree
	Input         *jsonTree
	Before, After []model.Event
}

// ShowEvent shows one event with all its fields.
func (h *Event) ShowEvent(ctx context.Context, request api.ShowEventRequestObject) (api.ShowEventResponseObject, error) {
	p := request.Params
	event, err := h.activity.GetEvent(ctx, p.EventID)
	if err != nil {
		return nil, err
	}
	v := eventView{Event: event, Spawner: model.SpawnerFromEvent(event.Event), Context: parseJSONTree(text(event.Context)), Input: parseJSONTree(text(event.ToolInput))}
	if v.Before, v.After, err = h.activity.Neighbours(ctx, event.Event, neighbours); err != nil {
		return nil, err
	}
	return h.render.page("event.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabActivity, Title: "Event", Data: v})
}
