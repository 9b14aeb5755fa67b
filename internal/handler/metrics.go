package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// bucketNames are the duration buckets in the order of the summary.
var bucketNames = [summary.BucketCount]api.DurationBucketBucket{"<1", "1-5", "5-10", "10-30", ">30"}

// GetMetrics returns the figures of the metrics page.
func (h *Analytics) GetMetrics(ctx context.Context, _ api.GetMetricsRequestObject) (api.GetMetricsResponseObject, error) {
	m, err := h.analytics.Metrics(ctx)
	if err != nil {
		return nil, err
	}
	buckets := make([]api.DurationBucket, summary.BucketCount)
	for i, n := range m.Buckets {
		buckets[i] = api.DurationBucket{Bucket: bucketNames[i], EventCount: n}
	}
	return api.GetMetrics200JSONResponse{
		Timestamp: model.ISO(m.Timestamp), EventsPerMinute: m.EventsPerMinute,
		Tokens: api.TokenMetrics{
			Total: m.Usage.Total, PerEvent: m.PerEvent, Peak: m.PeakTokens, EstimatedCostUsd: m.Usage.USD(), EstimatedCostMicroUsd: m.Usage.MicroUSD(),
		},
		ActiveSessions: m.ActiveSessions, ErrorRate: m.All.ErrorRate(2),
		EventsPerHour: convert(m.Hours, func(h analytics.Hour) api.HourCount {
			return api.HourCount{Hour: h.Start.Format("2006-01-02 15:00"), EventCount: h.Events}
		}),
		DurationBuckets: buckets,
		Agents: convert(m.Agents, func(a analytics.Agent) api.AgentRank {
			return api.AgentRank{
				AgentID: agentOr(a.Name), EventCount: a.Events, TotalTokens: a.Tokens,
				WorkloadPct: model.Percent(a.Events, m.All.Events, 2),
			}
		}),
	}, nil
}
