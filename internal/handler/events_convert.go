package handler

import (
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func toAPIEvent(e model.Event) api.Event {
	return api.Event{
		EventID: e.EventID, AgentID: agentOr(e.AgentID), EventType: e.EventType, Timestamp: string(e.Timestamp),
		ToolName: e.ToolName, InputSummary: e.InputSummary, OutputSummary: e.OutputSummary, SessionID: e.SessionID,
		FeatureID: e.FeatureID, ParentEventID: e.ParentEventID, Status: statusOr(e.Status), Model: e.Model,
	}
}

func toAPIEventDetail(e model.EventDetail) api.EventDetail {
	detail := api.EventDetail{
		EventID: e.EventID, AgentID: agentOr(e.AgentID), EventType: e.EventType, Timestamp: string(e.Timestamp),
		ToolName: e.ToolName, InputSummary: e.InputSummary, OutputSummary: e.OutputSummary, SessionID: e.SessionID,
		FeatureID: e.FeatureID, ParentAgentID: e.ParentAgentID, ParentEventID: e.ParentEventID, SubagentType: e.SubagentType,
		ChildSpikeCount: e.ChildSpikeCount, CostTokens: e.CostTokens, ExecutionDurationSeconds: e.DurationSeconds,
		Status: statusOr(e.Status), Model: e.Model, ClaudeTaskID: e.ClaudeTaskID, ToolInput: e.ToolInput,
		Source: e.Source, StepID: e.StepID, CreatedAt: toAPIInstant(e.CreatedAt), UpdatedAt: toAPIInstant(e.UpdatedAt),
	}
	if object, ok := model.Object(e.Context); ok {
		detail.Context = object
	} else {
		detail.ContextRaw = e.Context
	}
	return detail
}
