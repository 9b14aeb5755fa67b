package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/broadcast"
)

// Broadcasts handles the operations by which a session broadcasts changes to all others.
type Broadcasts struct{ broadcasts *broadcast.Service }

// NewBroadcasts returns the handlers.
func NewBroadcasts(service *broadcast.Service) *Broadcasts { return &Broadcasts{broadcasts: service} }

// BroadcastFeature broadcasts that a work item has changed.
func (h *Broadcasts) BroadcastFeature(ctx context.Context, r api.BroadcastFeatureRequestObject) (api.BroadcastFeatureResponseObject, error) {
	from := broadcast.Sender{AgentID: r.Params.XAgentID, SessionID: r.Params.XSessionID}
	result, err := h.broadcasts.Feature(ctx, from, r.FeatureID, fromAPIFeatureBroadcast(r.Body))
	if err != nil {
		return nil, err
	}
	return api.BroadcastFeature200JSONResponse{
		Success: true, FeatureID: r.FeatureID, ClientsNotified: int64(result.Clients), Timestamp: model.ISO(result.At),
	}, nil
}

// fromAPIFeatureBroadcast returns the fields that are present.
func fromAPIFeatureBroadcast(body *api.FeatureBroadcast) map[string]any {
	fields := map[string]any{}
	for name, value := range map[string]*string{
		"title": body.Title, "status": body.Status, "description": body.Description, "priority": body.Priority,
	} {
		if value != nil {
			fields[name] = *value
		}
	}
	if body.Tags != nil {
		fields["tags"] = body.Tags
	}
	return fields
}

// BroadcastFeatureStatus broadcasts the new status of a work item.
func (h *Broadcasts) BroadcastFeatureStatus(ctx context.Context, r api.BroadcastFeatureStatusRequestObject) (api.BroadcastFeatureStatusResponseObject, error) {
	from := broadcast.Sender{AgentID: r.Params.XAgentID, SessionID: r.Params.XSessionID}
	status := string(r.Body.NewStatus)
	old, result, err := h.broadcasts.Status(ctx, from, r.FeatureID, status)
	if err != nil {
		return nil, err
	}
	return api.BroadcastFeatureStatus200JSONResponse{
		Success: true, FeatureID: r.FeatureID, OldStatus: old, NewStatus: status, ClientsNotified: int64(result.Clients), Timestamp: model.ISO(result.At),
	}, nil
}

// BroadcastFeatureLink broadcasts that a work item was linked to another one.
func (h *Broadcasts) BroadcastFeatureLink(ctx context.Context, r api.BroadcastFeatureLinkRequestObject) (api.BroadcastFeatureLinkResponseObject, error) {
	from := broadcast.Sender{AgentID: r.Params.XAgentID, SessionID: r.Params.XSessionID}
	kind := string(r.Body.LinkType)
	result, err := h.broadcasts.Link(ctx, from, r.FeatureID, r.Body.LinkedFeatureID, kind)
	if err != nil {
		return nil, err
	}
	return api.BroadcastFeatureLink200JSONResponse{
		Success: true, FeatureID: r.FeatureID, LinkedFeatureID: r.Body.LinkedFeatureID, LinkType: kind,
		ClientsNotified: int64(result.Clients), Timestamp: model.ISO(result.At),
	}, nil
}

// BroadcastTrack broadcasts that a track has changed.
func (h *Broadcasts) BroadcastTrack(ctx context.Context, r api.BroadcastTrackRequestObject) (api.BroadcastTrackResponseObject, error) {
	from := broadcast.Sender{AgentID: r.Params.XAgentID, SessionID: r.Params.XSessionID}
	result, err := h.broadcasts.Track(ctx, from, r.TrackID, deref(r.Body))
	if err != nil {
		return nil, err
	}
	return api.BroadcastTrack200JSONResponse{
		Success: true, TrackID: r.TrackID, ClientsNotified: int64(result.Clients), Timestamp: model.ISO(result.At),
	}, nil
}

// BroadcastSpike broadcasts that a spike has changed.
func (h *Broadcasts) BroadcastSpike(ctx context.Context, r api.BroadcastSpikeRequestObject) (api.BroadcastSpikeResponseObject, error) {
	from := broadcast.Sender{AgentID: r.Params.XAgentID, SessionID: r.Params.XSessionID}
	result, err := h.broadcasts.Spike(ctx, from, r.SpikeID, deref(r.Body))
	if err != nil {
		return nil, err
	}
	return api.BroadcastSpike200JSONResponse{
		Success: true, SpikeID: r.SpikeID, ClientsNotified: int64(result.Clients), Timestamp: model.ISO(result.At),
	}, nil
}
