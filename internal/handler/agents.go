package handler

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
)

// ListAgents returns the agents with the totals of their events, most events first.
func (h *Analytics) ListAgents(ctx context.Context, _ api.ListAgentsRequestObject) (api.ListAgentsResponseObject, error) {
	answer, err := h.analytics.Agents(ctx)
	if err != nil {
		return nil, err
	}
	total := int64(len(answer.Agents))
	return api.ListAgents200JSONResponse{
		Body: api.AgentList{
			Timestamp: model.ISO(answer.Timestamp), Total: total,
			Agents: convert(answer.Agents, func(a analytics.Agent) api.AgentSummary {
				return toAPIAgentSummary(a, answer.Events, answer.Timestamp)
			}),
		},
		Headers: api.ListAgents200ResponseHeaders{XTotalCount: total, Link: wholeList(ctx)},
	}, nil
}

func toAPIAgentSummary(a analytics.Agent, events int64, now time.Time) api.AgentSummary {
	agent := api.AgentSummary{
		AgentID: agentOr(a.Name), EventCount: a.Events, TotalTokens: a.Tokens, SessionCount: a.Sessions,
		LastActive: model.NonEmpty(string(a.LastActive)), Model: model.NonEmpty(a.Model),
		Status:     api.AgentSummaryStatus(analytics.ActivityStatus(a.LastActive, now)),
		ErrorCount: a.Errors, SuccessRate: a.SuccessRate(2),
		WorkloadPct: model.Percent(a.Events, events, 2),
		Requests:    a.Usage.Requests, CostUsd: a.Usage.USD(), CostMicroUsd: a.Usage.MicroUSD(),
		TotalTokensWithSubagents: a.WithSubagents.Total, CostUsdWithSubagents: a.WithSubagents.USD(),
		CostMicroUsdWithSubagents: a.WithSubagents.MicroUSD(),
	}
	if a.Timed > 0 {
		average := model.Round(a.Average(), 3)
		agent.AvgDuration = &average
	}
	return agent
}
