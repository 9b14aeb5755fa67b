package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// Events handles the operations for events, turns, traces and the activity feed.
type Events struct{ activity *activity.Service }

// NewEvents returns the handlers.
func NewEvents(service *activity.Service) *Events { return &Events{activity: service} }

// defaultLimit is the default limit of most lists.
const defaultLimit = 50

// ListEvents returns events, newest first.
func (h *Events) ListEvents(ctx context.Context, request api.ListEventsRequestObject) (api.ListEventsResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	filter := model.EventFilter{
		SessionID: deref(p.SessionID), AgentID: deref(p.AgentID), EventType: deref(p.EventType), ToolName: deref(p.ToolName),
		Status: deref(p.Status), FeatureID: deref(p.FeatureID), Model: deref(p.Model),
		Since: fromAPIInstant(p.Since), Until: fromAPIInstant(p.Until), Query: deref(p.Q),
	}
	result, err := h.activity.ListEvents(ctx, filter, page)
	if err != nil {
		return nil, err
	}
	return api.ListEvents200JSONResponse{
		Body:    convert(result.Events, toAPIEvent),
		Headers: api.ListEvents200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

// GetEvent returns one event with all stored fields.
func (h *Events) GetEvent(ctx context.Context, request api.GetEventRequestObject) (api.GetEventResponseObject, error) {
	event, err := h.activity.GetEvent(ctx, request.EventID)
	if err != nil {
		return nil, err
	}
	return api.GetEvent200JSONResponse(toAPIEventDetail(event)), nil
}
