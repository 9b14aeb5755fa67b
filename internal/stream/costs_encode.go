package stream

import (
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

func encodeCost(payload any) []byte {
	item, _ := payload.(cost.Item)
	switch {
	case item.Breakdown != nil:
		return encode(toAPICostBreakdownMessage(*item.Breakdown))
	case item.Prediction != nil:
		return encode(api.CostTrajectoryMessage{Type: api.CostTrajectoryMessageTypeCostTrajectory, Prediction: toAPICostPrediction(*item.Prediction)})
	default:
		return encode(api.CostAlertsMessage{
			Type: api.CostAlertsMessageTypeCostAlerts, SessionID: item.SessionID, Timestamp: model.ISO(item.At),
			Alerts: toAPICostAlerts(item.Alerts), Count: int64(len(item.Alerts)),
		})
	}
}

func toAPICostAlerts(alerts []model.CostAlert) []api.CostAlert {
	list := make([]api.CostAlert, len(alerts))
	for i, a := range alerts {
		list[i] = api.CostAlert{
			AlertID: a.ID, AlertType: a.Type, SessionID: a.SessionID, Message: a.Message, CurrentCostUsd: a.CurrentCostUSD,
			BudgetUsd: a.BudgetUSD, Severity: a.Severity, Timestamp: string(a.Timestamp),
		}
	}
	return list
}

func toAPICostBreakdownMessage(b cost.Breakdown) api.CostBreakdownMessage {
	return api.CostBreakdownMessage{
		Type: api.CostBreakdownMessageTypeCostBreakdown, ByModel: toAPICostShares(b.ByModel), ByTool: toAPICostShares(b.ByTool),
		ByAgent: toAPICostShares(b.ByAgent), BySubagentType: toAPICostShares(b.BySubagentType),
		TotalCostUsd: b.Total.USD(), TotalTokens: b.Tokens,
	}
}

func toAPICostShares(shares cost.Shares) api.CostShares {
	inUSD := make(api.CostShares, len(shares))
	for name, amount := range shares {
		inUSD[name] = amount.USD()
	}
	return inUSD
}

func toAPICostPrediction(p cost.Prediction) api.CostPrediction {
	prediction := api.CostPrediction{
		PredictionAvailable: p.Reason == "", Reason: model.NonEmpty(p.Reason), SampleCount: int64(p.Samples), LookbackMinutes: p.LookBackMinutes(),
	}
	if prediction.PredictionAvailable {
		prediction.CostPerMinute, prediction.ProjectedHourlyCost = dollars(p.PerMinute), dollars(p.Hourly)
		prediction.RecentCostUsd, prediction.TotalCostUsd = dollars(p.Recent), dollars(p.Total)
	}
	return prediction
}

func dollars(amount model.MicroUSD) *float64 {
	usd := amount.USD()
	return &usd
}
