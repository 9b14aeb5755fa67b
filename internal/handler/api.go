package handler

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// API joins the handlers of all resources to the interface that the document demands.
type API struct {
	*Events
	*Sessions
	*WorkItems
	*Orchestration
	*Spawners
	*Analytics
	*Presence
	*Queries
	*Cache
	*Broadcasts
	*Service
	Streams
}

// Streams are the operations that stay open; package stream answers them.
type Streams interface {
	StreamEvents(ctx context.Context, request api.StreamEventsRequestObject) (api.StreamEventsResponseObject, error)
	StreamEventsSSE(ctx context.Context, request api.StreamEventsSSERequestObject) (api.StreamEventsSSEResponseObject, error)
	StreamPresence(ctx context.Context, request api.StreamPresenceRequestObject) (api.StreamPresenceResponseObject, error)
	StreamBroadcasts(ctx context.Context, request api.StreamBroadcastsRequestObject) (api.StreamBroadcastsResponseObject, error)
	StreamQuery(ctx context.Context, request api.StreamQueryRequestObject) (api.StreamQueryResponseObject, error)
	StreamQueryUnderAPI(ctx context.Context, request api.StreamQueryUnderAPIRequestObject) (api.StreamQueryUnderAPIResponseObject, error)
}

var _ api.StrictServerInterface = (*API)(nil)

// Targets is middleware that lets handlers see the URL of the request, which Link headers repeat.
func Targets(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		return next(WithTarget(ctx, r.URL), w, r, request)
	}
}
