package handler

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// API answers all operations but pages and streams: it joins the handlers of each resource.
type API struct {
	*Events
	*Sessions
	*WorkItems
	*Orchestration
	*Spawners
	*Analytics
	*Budgets
	*Presence
	*Queries
	*Cache
	*Broadcasts
	*Ingestion
	*Telemetry
	*Service
}

// Targets is middleware that lets handlers see the URL of the request, which Link headers repeat.
func Targets(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		return next(WithTarget(ctx, r.URL), w, r, request)
	}
}
