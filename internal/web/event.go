package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// neighbours is how many events before an event, and as many after it, are shown.
const neighbours = 5

// Event shows one event.
type Event struct {
	render   *renderer
	activity *activity.Service
}

// eventView is what the template of an event takes.
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
	v := eventView{Event: event, Spawner: model.SpawnerOf(event.Event), Context: treeOf(text(event.Context)), Input: treeOf(text(event.ToolInput))}
	if v.Before, v.After, err = h.activity.Around(ctx, event.Event, neighbours); err != nil {
		return nil, err
	}
	return h.render.page("event.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabActivity, Title: "Event", Data: v})
}
