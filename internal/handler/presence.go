package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/presence"
)

// Presence handles the operations for presence.
type Presence struct{ presence *presence.Service }

// NewPresence returns the handlers.
func NewPresence(service *presence.Service) *Presence { return &Presence{presence: service} }

// ListPresence returns all known agents.
func (h *Presence) ListPresence(ctx context.Context, _ api.ListPresenceRequestObject) (api.ListPresenceResponseObject, error) {
	agents, now, err := h.presence.List(ctx)
	if err != nil {
		return nil, err
	}
	return api.ListPresence200JSONResponse{
		Body:    api.PresenceList{Agents: convert(agents, toAPIPresence), Timestamp: model.ISO(now)},
		Headers: api.ListPresence200ResponseHeaders{XTotalCount: int64(len(agents)), Link: wholeList(ctx)},
	}, nil
}

// GetPresence returns one agent.
func (h *Presence) GetPresence(ctx context.Context, request api.GetPresenceRequestObject) (api.GetPresenceResponseObject, error) {
	agent, err := h.presence.Get(ctx, request.AgentID)
	if err != nil {
		return nil, err
	}
	return api.GetPresence200JSONResponse(toAPIPresence(agent)), nil
}

func toAPIPresence(p model.Presence) api.Presence {
	return api.Presence{
		AgentID: p.AgentID, Status: api.PresenceStatus(p.Status), CurrentFeatureID: p.CurrentFeatureID,
		LastToolName: p.LastToolName, LastActivity: string(p.LastActivity), TotalToolsExecuted: p.TotalToolsExecuted,
		TotalCostTokens: p.TotalCostTokens, SessionID: p.SessionID,
	}
}
