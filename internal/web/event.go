package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/filediff"
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
	Event   model.EventDetail
	Spawner model.Spawner
	// Input and Output are nil where there is none. Error is what the event says of its failure, "" where the output says it too.
	Input, Output *content
	Error         string
	Edits         []filediff.Edit
	// Added and Removed are the lines of all edits.
	Added, Removed int
	Context        *jsonTree
	ToolInput      *jsonTree
	Before, After  []model.Event
}

// Shown reports whether the page shows what the event was given.
func (v eventView) Shown() bool { return len(v.Edits) > 0 || v.Input != nil }

// IsFailed reports whether the event failed. Its page shows first why.
func (v eventView) IsFailed() bool {
	return v.Event.Status.IsError() || v.Event.Status == model.StatusRejected
}

// ShowEvent shows one event with all its fields.
func (h *Event) ShowEvent(ctx context.Context, request api.ShowEventRequestObject) (api.ShowEventResponseObject, error) {
	p := request.Params
	details, err := h.activity.Details(ctx, p.EventID)
	if err != nil {
		return nil, err
	}
	v := newEventView(details)
	if v.Before, v.After, err = h.activity.Neighbours(ctx, details.Event, neighbours); err != nil {
		return nil, err
	}
	return h.render.page("event.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabActivity, Title: "Event", Data: v})
}

func newEventView(details activity.Details) eventView {
	event := details.EventDetail
	v := eventView{
		Event: event, Spawner: model.SpawnerFromEvent(event.Event),
		Context: parseJSONTree(text(event.Context)), ToolInput: parseJSONTree(text(event.ToolInput)),
	}
	v.Edits = filediff.NewEdits(details.Edits, v.IsFailed())
	v.Added, v.Removed = filediff.Changed(v.Edits)
	v.Input, v.Output = texts(event.Event, len(v.Edits) > 0)
	if reason := model.Member(event.Context, "error"); !repeats(reason, text(event.OutputSummary), false) {
		v.Error = reason
	}
	return v
}
