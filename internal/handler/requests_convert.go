package handler

import (
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
)

func toAPIModelRequest(r model.RequestDetail) api.ModelRequest {
	return api.ModelRequest{
		RequestID: r.ID, SessionID: r.SessionID, Timestamp: string(r.Timestamp), AgentID: r.Agent, Model: r.Model, ToolName: r.Tool, EventID: r.EventID,
		InputTokens: r.Input, OutputTokens: r.Output, CacheReadTokens: r.CacheRead, CacheWriteTokens: r.CacheWrite, ThoughtTokens: r.Thoughts, TotalTokens: r.Total,
		ServiceTier: r.Tier, InferenceGeo: r.InferenceGeo, WebSearches: r.WebSearches, CostUsd: r.CostUSD, CostMicroUsd: (*int64)(r.Micros), CostSource: r.CostSource,
	}
}

func toAPIModelRequestDetail(d request.Detail) api.ModelRequestDetail {
	r := toAPIModelRequest(d.RequestDetail)
	return api.ModelRequestDetail{
		RequestID: r.RequestID, SessionID: r.SessionID, Timestamp: r.Timestamp, AgentID: r.AgentID, Model: r.Model, ToolName: r.ToolName, EventID: r.EventID,
		InputTokens: r.InputTokens, OutputTokens: r.OutputTokens, CacheReadTokens: r.CacheReadTokens, CacheWriteTokens: r.CacheWriteTokens,
		ThoughtTokens: r.ThoughtTokens, TotalTokens: r.TotalTokens, ServiceTier: r.ServiceTier, InferenceGeo: r.InferenceGeo, WebSearches: r.WebSearches,
		CostUsd: r.CostUsd, CostMicroUsd: r.CostMicroUsd, CostSource: r.CostSource, Reports: convert(d.Reports, toAPIRequestReport),
		TokensReason: api.ModelRequestDetailTokensReason(d.Tokens), CostReason: api.ModelRequestDetailCostReason(d.Cost),
	}
}

func toAPIRequestReport(r request.Report) api.RequestReport {
	return api.RequestReport{
		Source: r.Source, Timestamp: string(r.At), Model: orNil(r.Model), InputTokens: r.Input, OutputTokens: r.Output, CacheReadTokens: r.CacheRead,
		CacheWriteTokens: r.CacheWrite, ThoughtTokens: r.Thoughts, TotalTokens: r.Total(), ServiceTier: orNil(r.Tier), InferenceGeo: orNil(r.InferenceGeo),
		WebSearches: r.WebSearches, StatedCostMicroUsd: (*int64)(r.Stated), TokensCount: r.TokensCount, CostCounts: r.CostCounts,
	}
}

func toAPIReconciliationGroup(g request.Group) api.ReconciliationGroup {
	return api.ReconciliationGroup{
		Name: g.Name, SeveralSources: g.Several, Differing: g.Differing,
		Counted: toAPIReportedSum(g.Counted), Sources: convert(g.Sources, toAPISourceSum),
	}
}

func toAPIReportedSum(s model.ReportedSum) api.ReportedSum {
	return api.ReportedSum{Requests: s.Requests, TotalTokens: s.Tokens, CostMicroUsd: int64(s.Cost)}
}

func toAPISourceSum(s model.ReportedSum) api.SourceSum {
	return api.SourceSum{Source: s.Source, Requests: s.Requests, TotalTokens: s.Tokens, CostMicroUsd: int64(s.Cost)}
}
