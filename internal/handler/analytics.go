package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Analytics handles the operations for figures and rankings.
type Analytics struct{ analytics *analytics.Service }

// NewAnalytics returns the handlers.
func NewAnalytics(service *analytics.Service) *Analytics { return &Analytics{analytics: service} }

// GetInitialStats returns the numbers of events, sessions and agents.
func (h *Analytics) GetInitialStats(ctx context.Context, _ api.GetInitialStatsRequestObject) (api.GetInitialStatsResponseObject, error) {
	stats, err := h.analytics.Stats(ctx)
	if err != nil {
		return nil, err
	}
	return api.GetInitialStats200JSONResponse{
		TotalEvents: stats.Events, TotalAgents: int64(len(stats.Agents)), TotalSessions: stats.Sessions, Agents: stats.Agents,
	}, nil
}

// GetCostSummary returns tokens by tool, model and agent.
func (h *Analytics) GetCostSummary(ctx context.Context, request api.GetCostSummaryRequestObject) (api.GetCostSummaryResponseObject, error) {
	costs, err := h.analytics.Costs(ctx, deref(request.Params.SessionID), deref(request.Params.AgentID))
	if err != nil {
		return nil, err
	}
	return api.GetCostSummary200JSONResponse{
		Timestamp: model.ISO(costs.Timestamp), TotalTokens: costs.Usage.Total, EventCount: costs.All.Events,
		AvgTokensPerEvent: costs.PerEvent,
		Breakdown: api.CostBreakdown{
			ByTool: convert(costs.Tools, func(g summary.Named) api.ToolCost {
				return api.ToolCost{ToolName: g.Name, EventCount: g.Events, Tokens: g.Tokens}
			}),
			ByModel: convert(costs.Models, func(g summary.Named) api.ModelCost {
				return api.ModelCost{Model: g.Name, EventCount: g.Events, Tokens: g.Tokens}
			}),
			ByAgent: convert(costs.Agents, func(g summary.Named) api.AgentCost {
				return api.AgentCost{AgentID: agentOr(g.Name), EventCount: g.Events, Tokens: g.Tokens}
			}),
		},
	}, nil
}

// GetPerformanceMetrics returns durations and failures.
func (h *Analytics) GetPerformanceMetrics(ctx context.Context, request api.GetPerformanceMetricsRequestObject) (api.GetPerformanceMetricsResponseObject, error) {
	p, err := h.analytics.Performance(ctx, deref(request.Params.SessionID), deref(request.Params.AgentID))
	if err != nil {
		return nil, err
	}
	return api.GetPerformanceMetrics200JSONResponse{
		Timestamp: model.ISO(p.Timestamp), TotalEvents: p.All.Timed,
		DurationStats: api.DurationStats{
			Avg: model.Round(p.All.Average(), 3), Min: model.Round(p.All.DurationMin, 3), Max: model.Round(p.All.DurationMax, 3),
		},
		SuccessRate:  p.All.SuccessRate(2),
		ErrorRate:    p.All.ErrorRate(2),
		SuccessCount: p.All.Successes, ErrorCount: p.All.Errors,
		PerTool: convert(p.Tools, toAPIToolPerformance),
	}, nil
}

func toAPIToolPerformance(g summary.Named) api.ToolPerformance {
	return api.ToolPerformance{
		ToolName: g.Name, EventCount: g.Events, AvgDuration: model.Round(g.Average(), 3),
		MinDuration: model.Round(g.DurationMin, 3), MaxDuration: model.Round(g.DurationMax, 3),
		SuccessCount: g.Successes, ErrorCount: g.Errors,
	}
}
