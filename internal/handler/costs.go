package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// GetCosts returns costs by group.
func (h *Analytics) GetCosts(ctx context.Context, request api.GetCostsRequestObject) (api.GetCostsResponseObject, error) {
	by := model.CostByModel
	if request.Params.GroupBy != nil {
		by = model.CostGrouping(*request.Params.GroupBy)
	}
	zone := model.Zone(deref(request.Params.Tz))
	bounds := model.Bounds{Since: fromAPIInstant(request.Params.Since), Until: fromAPIInstant(request.Params.Until)}
	division, err := h.analytics.CostsBy(ctx, by, bounds, zone)
	if err != nil {
		return nil, err
	}
	return api.GetCosts200JSONResponse{
		Timestamp: model.ISO(division.Timestamp), GroupBy: string(by), TimeZone: zone.String(), Total: toAPICostTotal(division.Total),
		Groups: convert(division.Groups, func(s model.Spent) api.CostGroupTotal {
			total := toAPICostTotal(s)
			return api.CostGroupTotal{
				Name: s.Group, IsUtcDay: s.UTCDay, Requests: total.Requests, InputTokens: total.InputTokens, OutputTokens: total.OutputTokens,
				CacheReadTokens: total.CacheReadTokens, CacheWriteTokens: total.CacheWriteTokens, ThoughtTokens: total.ThoughtTokens,
				TotalTokens: total.TotalTokens, CostUsd: total.CostUsd, CostMicroUsd: total.CostMicroUsd, UnpricedRequests: total.UnpricedRequests,
			}
		}),
		UnpricedModels: convert(division.Unpriced, func(s model.Spent) api.UnpricedModel {
			return api.UnpricedModel{Model: s.Group, Requests: s.Requests}
		}),
	}, nil
}

func toAPICostTotal(s model.Spent) api.CostTotal {
	return api.CostTotal{
		Requests: s.Requests, InputTokens: s.Input, OutputTokens: s.Output, TotalTokens: s.Total, CacheReadTokens: s.CacheRead,
		CacheWriteTokens: s.CacheWrite, ThoughtTokens: s.Thoughts, CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), UnpricedRequests: s.Unpriced,
	}
}
