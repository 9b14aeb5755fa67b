package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
)

// GetSubagentWork returns the work of the subagents of a session.
func (h *Spawners) GetSubagentWork(ctx context.Context, request api.GetSubagentWorkRequestObject) (api.GetSubagentWorkResponseObject, error) {
	subagents, err := h.spawners.Subagents(ctx, request.SessionID)
	if err != nil {
		return nil, err
	}
	return api.GetSubagentWork200JSONResponse{
		SessionID: request.SessionID, SubagentCount: int64(len(subagents)), Subagents: convert(subagents, toAPISubagent),
	}, nil
}

func toAPISubagent(s *spawner.Subagent) api.Subagent {
	return api.Subagent{
		SubagentType: s.Type, EventCount: int64(len(s.Events)), ToolsUsed: s.Tools,
		StartedAt: model.NonEmpty(string(s.Started)), CompletedAt: model.NonEmpty(string(s.Completed)),
		ParentEventID: s.ParentEventID, Events: convert(s.Events, toAPISubagentEvent),
	}
}

func toAPISubagentEvent(e model.Event) api.SubagentEvent {
	return api.SubagentEvent{
		EventID: e.EventID, AgentID: agentOr(e.AgentID), ToolName: e.ToolName, Timestamp: string(e.Timestamp),
		Status: statusOr(e.Status), InputSummary: e.InputSummary, OutputSummary: e.OutputSummary,
	}
}

// ListTaskNotifications returns the messages of background tasks, newest first.
func (h *Spawners) ListTaskNotifications(ctx context.Context, request api.ListTaskNotificationsRequestObject) (api.ListTaskNotificationsResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	answer, err := h.spawners.Notifications(ctx, page)
	if err != nil {
		return nil, err
	}
	shown := len(answer.Notifications)
	return api.ListTaskNotifications200JSONResponse{
		Body: api.TaskNotificationList{
			Timestamp: model.ISO(answer.Timestamp), TotalNotifications: int64(shown),
			LinkedCount: int64(answer.Linked), UnlinkedCount: int64(shown - answer.Linked),
			Notifications: convert(answer.Notifications, toAPITaskNotification),
		},
		Headers: api.ListTaskNotifications200ResponseHeaders{XTotalCount: answer.Total, Link: links(ctx, page, answer.Next)},
	}, nil
}

func toAPITaskNotification(n spawner.Notification) api.TaskNotification {
	notification := api.TaskNotification{
		EventID: n.EventID, AgentID: agentOr(n.AgentID), Timestamp: string(n.Timestamp),
		InputSummary: deref(n.InputSummary), OutputSummary: deref(n.OutputSummary), Status: statusOr(n.Status),
		LinkedTaskID: model.NonEmpty(n.TaskID),
	}
	if n.Method != "" {
		method := api.TaskNotificationLinkMethod(n.Method)
		notification.LinkMethod = &method
	}
	return notification
}
