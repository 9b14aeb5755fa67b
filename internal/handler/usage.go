package handler

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/usage"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// Usage handles what requests cost in a time range.
type Usage struct {
	usage *usage.Service
}

// NewUsage returns the handler.
func NewUsage(service *usage.Service) *Usage { return &Usage{usage: service} }

// GetUsage returns the usage of a time range.
func (h *Usage) GetUsage(ctx context.Context, request api.GetUsageRequestObject) (api.GetUsageResponseObject, error) {
	p := request.Params
	query := usage.Query{From: deref(p.From), To: deref(p.To), Zone: model.Zone(deref(p.Tz)), Filter: deref(p.Filter), Stack: model.CostByModel}
	if p.By != nil {
		query.Step = timerange.Step(*p.By)
	}
	if p.Stack != nil {
		query.Stack = model.CostGrouping(*p.Stack)
	}
	report, err := h.usage.Report(ctx, query)
	if err != nil {
		return nil, err
	}
	return api.GetUsage200JSONResponse(toAPIUsage(report, query)), nil
}

func toAPIUsage(r usage.Report, q usage.Query) api.Usage {
	return api.Usage{
		Timestamp: model.ISO(r.Timestamp), From: toAPITime(r.Range.From), To: toAPITime(r.Range.To), TimeZone: q.Zone.String(),
		By: api.UsageBy(r.Step), Stack: api.UsageStack(q.Stack), Totals: toAPICostTotal(r.Total), Before: toAPIUsageBefore(r), Cache: toAPICacheUsage(r.Cache),
		Groups: convert(r.Groups, toAPIUsageGroup), Outside: toAPICostTotal(r.Outside), Pruned: toAPICostTotal(r.Pruned),
		Buckets: convert(r.Steps, func(s usage.StepUsage) api.UsageBucket { return toAPIUsageBucket(s, r.Groups) }),
		UnpricedModels: convert(r.Unpriced, func(s model.Spent) api.UnpricedUsage {
			return api.UnpricedUsage{Model: s.Group, Requests: s.Requests, TotalTokens: s.Total}
		}),
		Sessions: convert(r.Sessions, toAPISessionUsage), OtherSessions: int64(r.OtherSessions), Provenance: toAPIProvenance(r.Provenance),
		Query: toAPIFilterReading(r.Understood, r.Ignored),
	}
}

// toAPITime returns a time with the offset of its zone, nil for none.
func toAPITime(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.Format(time.RFC3339)
	return &text
}

func toAPIUsageBefore(r usage.Report) api.UsageBefore {
	s := r.Before.Spent
	return api.UsageBefore{
		From: toAPITime(r.Before.From), To: toAPITime(r.Before.To),
		Requests: s.Requests, TotalTokens: s.Total, CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), UnpricedRequests: s.Unpriced,
	}
}

func toAPICacheUsage(c usage.Cache) api.CacheUsage {
	return api.CacheUsage{
		InputTokens: c.Input, CacheReadTokens: c.Read, CacheShare: c.Share(), SavedUsd: c.Saved.USD(), SavedMicroUsd: int64(c.Saved), UnpricedTokens: c.Unknown,
	}
}

func toAPIUsageGroup(g usage.Group) api.UsageGroup {
	s := g.Spent
	return api.UsageGroup{
		Name: orNil(g.Name), Title: orNil(g.Title), IsOther: g.IsOther,
		Requests: s.Requests, TotalTokens: s.Total, CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), UnpricedRequests: s.Unpriced,
	}
}

func toAPIUsageBucket(step usage.StepUsage, groups []usage.Group) api.UsageBucket {
	s := step.Total
	bucket := api.UsageBucket{
		From: step.From.Format(time.RFC3339), To: step.To.Format(time.RFC3339), HasUtcDay: step.HasUTCDay,
		Requests: s.Requests, TotalTokens: s.Total, CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), UnpricedRequests: s.Unpriced, Series: []api.UsagePart{},
	}
	for i, part := range step.Parts {
		if part.Requests > 0 || part.Total > 0 {
			bucket.Series = append(bucket.Series, api.UsagePart{
				Name: orNil(groups[i].Name), IsOther: groups[i].IsOther,
				Requests: part.Requests, TotalTokens: part.Total, CostUsd: part.USD(), CostMicroUsd: part.MicroUSD(), UnpricedRequests: part.Unpriced,
			})
		}
	}
	return bucket
}

func toAPISessionUsage(c usage.SessionCost) api.SessionUsage {
	s := c.Spent
	return api.SessionUsage{
		SessionID: c.ID, Title: c.Title.Text, TitleBy: api.SessionUsageTitleBy(c.Title.By),
		Requests: s.Requests, TotalTokens: s.Total, CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), UnpricedRequests: s.Unpriced,
	}
}

func toAPIProvenance(p model.Provenance) api.Provenance {
	return api.Provenance{
		Counted: toAPIReportedSum(p.Counted), Sources: convert(p.Sources, toAPISourceSum), SeveralSources: p.Several, Differing: p.Differing,
		Costs: convert(p.Costs, func(c model.CostOrigin) api.CostOrigin {
			return api.CostOrigin{
				Origin: api.CostOriginOrigin(c.Origin), Requests: c.Requests, CostMicroUsd: int64(c.Cost), OldestPrices: orNil(c.OldestPrices),
				NewestPrices: orNil(c.NewestPrices),
			}
		}),
	}
}
