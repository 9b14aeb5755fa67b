package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// The lengths of texts in the grouped feed, in characters.
const (
	promptLength  = 200
	summaryLength = 80
)

const turnsNote = "Groups events by UserQuery prompt (conversation turn). Child events are linked via parent_event_id."

// ListTurns returns turns, newest first, each with the events below it.
func (h *Events) ListTurns(ctx context.Context, request api.ListTurnsRequestObject) (api.ListTurnsResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	result, err := h.activity.ListTurns(ctx, page)
	if err != nil {
		return nil, err
	}
	return api.ListTurns200JSONResponse{
		Body: api.TurnList{
			Timestamp:         model.ISO(result.Timestamp),
			TotalTurns:        int64(len(result.Turns)),
			Note:              turnsNote,
			ConversationTurns: convert(result.Turns, toAPITurn),
		},
		Headers: api.ListTurns200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

func toAPITurn(t activity.Turn) api.Turn {
	prompt, _ := model.Cut(deref(t.Query.InputSummary), promptLength)
	return api.Turn{
		UserQuery: api.UserQuery{
			EventID: t.Query.EventID, Timestamp: string(t.Query.Timestamp), Prompt: prompt,
			DurationSeconds: rounded(t.Query.DurationSeconds, 2), AgentID: t.Query.AgentID,
		},
		Children:   convert(t.Children, toAPITurnNode),
		HasSpawner: t.HasSpawner,
		Stats: api.TurnStats{
			ToolCount: int64(t.Stats.ToolCount), TotalDuration: model.Round(t.Stats.TotalDuration, 2),
			SuccessCount: int64(t.Stats.SuccessCount), ErrorCount: int64(t.Stats.ErrorCount),
		},
	}
}

func toAPITurnNode(n *activity.Node) api.TurnNode {
	summary, more := model.Cut(deref(n.InputSummary), summaryLength)
	if more {
		summary += "..."
	}
	node := api.TurnNode{
		EventID: n.EventID, ToolName: n.ToolName, Timestamp: string(n.Timestamp), Summary: summary,
		DurationSeconds: rounded(n.DurationSeconds, 2), Agent: agentOr(n.AgentID), Depth: int64(n.Depth),
		Model: n.Model, FeatureID: n.FeatureID,
		SpawnerType: model.NonEmpty(n.Spawner.Type), SpawnedAgent: model.NonEmpty(n.Spawner.Agent),
		SubagentType: model.NonEmpty(deref(n.SubagentType)),
	}
	if len(n.Children) > 0 {
		node.Children = convert(n.Children, toAPITurnNode)
	}
	return node
}
