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
	*Budgets
	*Presence
	*Queries
	*Cache
	*Broadcasts
	*Ingestion
	*Telemetry
	*Service
	Streams
	Pages
}

// Streams are the operations that stay open; package stream answers them.
type Streams interface {
	StreamEvents(ctx context.Context, request api.StreamEventsRequestObject) (api.StreamEventsResponseObject, error)
	StreamEventsSSE(ctx context.Context, request api.StreamEventsSSERequestObject) (api.StreamEventsSSEResponseObject, error)
	StreamPresence(ctx context.Context, request api.StreamPresenceRequestObject) (api.StreamPresenceResponseObject, error)
	StreamBroadcasts(ctx context.Context, request api.StreamBroadcastsRequestObject) (api.StreamBroadcastsResponseObject, error)
	StreamQuery(ctx context.Context, request api.StreamQueryRequestObject) (api.StreamQueryResponseObject, error)
	StreamQueryUnderAPI(ctx context.Context, request api.StreamQueryUnderAPIRequestObject) (api.StreamQueryUnderAPIResponseObject, error)
	StreamCostAlerts(ctx context.Context, request api.StreamCostAlertsRequestObject) (api.StreamCostAlertsResponseObject, error)
}

// Pages are the operations that answer people; package web answers them.
type Pages interface {
	ShowDashboard(ctx context.Context, request api.ShowDashboardRequestObject) (api.ShowDashboardResponseObject, error)
	ShowActivity(ctx context.Context, request api.ShowActivityRequestObject) (api.ShowActivityResponseObject, error)
	ShowChildren(ctx context.Context, request api.ShowChildrenRequestObject) (api.ShowChildrenResponseObject, error)
	ShowEvent(ctx context.Context, request api.ShowEventRequestObject) (api.ShowEventResponseObject, error)
	ShowSessions(ctx context.Context, request api.ShowSessionsRequestObject) (api.ShowSessionsResponseObject, error)
	ShowSession(ctx context.Context, request api.ShowSessionRequestObject) (api.ShowSessionResponseObject, error)
	ShowOrchestration(ctx context.Context, request api.ShowOrchestrationRequestObject) (api.ShowOrchestrationResponseObject, error)
	ShowWorkItems(ctx context.Context, request api.ShowWorkItemsRequestObject) (api.ShowWorkItemsResponseObject, error)
	ShowFeatures(ctx context.Context, request api.ShowFeaturesRequestObject) (api.ShowFeaturesResponseObject, error)
	ShowWorkItem(ctx context.Context, request api.ShowWorkItemRequestObject) (api.ShowWorkItemResponseObject, error)
	ShowSpawners(ctx context.Context, request api.ShowSpawnersRequestObject) (api.ShowSpawnersResponseObject, error)
	ShowAgents(ctx context.Context, request api.ShowAgentsRequestObject) (api.ShowAgentsResponseObject, error)
	ShowMetrics(ctx context.Context, request api.ShowMetricsRequestObject) (api.ShowMetricsResponseObject, error)
	ShowPresence(ctx context.Context, request api.ShowPresenceRequestObject) (api.ShowPresenceResponseObject, error)
	ShowCostNotice(ctx context.Context, request api.ShowCostNoticeRequestObject) (api.ShowCostNoticeResponseObject, error)
	GetAsset(ctx context.Context, request api.GetAssetRequestObject) (api.GetAssetResponseObject, error)
}

var _ api.StrictServerInterface = (*API)(nil)

// Targets is middleware that lets handlers see the URL of the request, which Link headers repeat.
func Targets(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		return next(WithTarget(ctx, r.URL), w, r, request)
	}
}
