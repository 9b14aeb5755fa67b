package handler

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// API implements all operations other than pages and streams. It combines the handlers of all resources.
type API struct {
	*Events
	*Sessions
	*SessionList
	*WorkItems
	*Orchestration
	*Spawners
	*Analytics
	*Budgets
	*Requests
	*Messages
	*Search
	*Now
	*Usage
	*Presence
	*Queries
	*Cache
	*Broadcasts
	*Ingestion
	*Observations
	*Telemetry
	*Service
}

// Targets is middleware that makes the URL of the request available to handlers, for Link headers.
func Targets(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		return next(WithTarget(ctx, r.URL), w, r, request)
	}
}
