package handler

import (
	"context"
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/spawner"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// spawnerLimit is the default limit of spawner activities.
const spawnerLimit = 100

// Spawners handles the operations for work that ran outside the agent that requested it.
type Spawners struct{ spawners *spawner.Service }

// NewSpawners returns the handlers.
func NewSpawners(service *spawner.Service) *Spawners { return &Spawners{spawners: service} }

// ListSpawnerActivities returns the events of spawners, newest first.
func (h *Spawners) ListSpawnerActivities(ctx context.Context, request api.ListSpawnerActivitiesRequestObject) (api.ListSpawnerActivitiesResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, spawnerLimit)
	if err != nil {
		return nil, err
	}
	activities, err := h.spawners.Activities(ctx, deref(p.SpawnerType), deref(p.SessionID), page)
	if err != nil {
		return nil, err
	}
	return api.ListSpawnerActivities200JSONResponse{
		Body: api.SpawnerActivityList{
			SpawnerActivities: convert(activities.Events, toAPISpawnerActivity), Count: int64(len(activities.Events)),
			Total: activities.Total, Offset: int64(page.Offset), Limit: int64(page.Limit),
		},
		Headers: api.ListSpawnerActivities200ResponseHeaders{XTotalCount: activities.Total, Link: links(ctx, page, activities.Next)},
	}, nil
}

func toAPISpawnerActivity(e model.EventDetail) api.SpawnerActivity {
	s := model.SpawnerFromEvent(e.Event)
	return api.SpawnerActivity{
		EventID: e.EventID, OrchestratorAgent: agentOr(e.AgentID),
		SpawnerType: model.NonEmpty(s.Type), SpawnedAgent: model.NonEmpty(model.Or(e.SubagentType, s.Agent)),
		ToolName: e.ToolName, Task: e.InputSummary, Result: e.OutputSummary, Status: statusOr(e.Status),
		Duration: e.DurationSeconds, Tokens: e.CostTokens, CostUsd: number(e.Context, "cost_usd"),
		Artifacts: e.ChildSpikeCount, Timestamp: string(e.Timestamp), CreatedAt: toAPIInstant(e.CreatedAt),
	}
}

// number returns a number member of a stored JSON object, nil where there is none.
func number(stored *string, name string) *float64 {
	object, _ := model.Object(stored)
	literal, ok := object[name].(json.Number)
	if !ok {
		return nil
	}
	value, err := literal.Float64()
	if err != nil {
		return nil
	}
	return &value
}

// GetSpawnerStatistics compares the types of spawners.
func (h *Spawners) GetSpawnerStatistics(ctx context.Context, request api.GetSpawnerStatisticsRequestObject) (api.GetSpawnerStatisticsResponseObject, error) {
	spawners, err := h.spawners.Statistics(ctx, deref(request.Params.SessionID))
	if err != nil {
		return nil, err
	}
	return api.GetSpawnerStatistics200JSONResponse{SpawnerStatistics: convert(spawners, toAPISpawnerStatistic)}, nil
}

func toAPISpawnerStatistic(s summary.Spawner) api.SpawnerStatistic {
	return api.SpawnerStatistic{
		SpawnerType: s.Name, TotalDelegations: s.Delegations, EventCount: s.Events, Successful: s.Completed,
		SuccessRate: s.CompletedRate(1), AvgDuration: model.Round(s.Average(), 2),
		TotalTokens: s.Tokens, TotalCost: model.Round(s.CostUSD, 2),
		FirstUsed: model.NonEmpty(string(s.First)), LastUsed: model.NonEmpty(string(s.Last)),
	}
}
