package handler

import (
	"encoding/json"
	"fmt"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// toAPIActivityItem converts an item to the variant of its source.
func toAPIActivityItem(item activity.FeedItem) (api.ActivityItem, error) {
	switch {
	case item.Event != nil:
		return variant(toAPIHookEventItem(item.Event))
	case item.Spike != nil:
		return variant(toAPISpikeLogItem(item.Spike))
	default:
		return variant(toAPIDelegationItem(item.Handoff))
	}
}

// variant returns a feed item of one variant, whose source must be set. The generated constructors would encode each item twice.
func variant(v any) (api.ActivityItem, error) {
	var item api.ActivityItem
	encoded, err := json.Marshal(v)
	if err == nil {
		err = item.UnmarshalJSON(encoded)
	}
	if err != nil {
		return item, fmt.Errorf("convert a feed item: %w", err)
	}
	return item, nil
}

func toAPIHookEventItem(e *model.Event) api.HookEventItem {
	return api.HookEventItem{
		Source: api.HookEventItemSourceHookEvent, EventID: e.EventID, AgentID: agentOr(e.AgentID), EventType: e.EventType, Timestamp: string(e.Timestamp),
		ToolName: e.ToolName, InputSummary: e.InputSummary, OutputSummary: e.OutputSummary,
		SessionID: e.SessionID, Status: statusOr(e.Status), Model: e.Model, ParentEventID: e.ParentEventID, FeatureID: e.FeatureID,
	}
}

func toAPISpikeLogItem(s *model.Spike) api.SpikeLogItem {
	return api.SpikeLogItem{
		Source: api.SpikeLogItemSourceSpikeLog, EventID: s.ID, AgentID: model.Or(s.AssignedTo, "sdk"), EventType: api.SpikeLogItemEventTypeKnowledgeCreated,
		Timestamp: string(s.CreatedAt), ToolName: s.Title,
		InputSummary: member(s.Metadata, "hypothesis"), OutputSummary: member(s.Metadata, "findings"),
		Status: s.ShownStatus(),
	}
}

func toAPIDelegationItem(h *model.Handoff) api.DelegationItem {
	return api.DelegationItem{
		Source: api.DelegationItemSourceDelegation, EventID: h.HandoffID, AgentID: h.FromAgent + " -> " + h.ToAgent, EventType: api.DelegationItemEventTypeHandoff,
		Timestamp: string(h.Timestamp), ToolName: h.HandoffType, InputSummary: h.Reason, OutputSummary: h.Context,
		SessionID: h.SessionID, Status: h.ShownStatus(),
	}
}

// member returns a string member of a stored JSON object, nil where there is none.
func member(text *string, name string) *string {
	object, _ := model.Object(text)
	value, ok := object[name].(string)
	if !ok {
		return nil
	}
	return &value
}
