package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/overview"
)

// Now handles the operation for what sessions do now.
type Now struct{ overview *overview.Service }

// NewNow returns the handler.
func NewNow(service *overview.Service) *Now { return &Now{overview: service} }

// GetNow returns what sessions do now, and what was spent by the days of a time zone.
func (h *Now) GetNow(ctx context.Context, request api.GetNowRequestObject) (api.GetNowResponseObject, error) {
	now, err := h.overview.Now(ctx, model.Zone(deref(request.Params.Tz)))
	if err != nil {
		return nil, err
	}
	return api.GetNow200JSONResponse{
		Timestamp: model.ISO(now.At), TimeZone: now.Zone.String(),
		NeedsYou: convert(now.NeedsYou.Sessions, toAPINowSession), Working: convert(now.Working.Sessions, toAPINowSession),
		YourTurn: convert(now.YourTurn.Sessions, toAPINowSession), Failed: convert(now.Failed.Sessions, toAPINowSession),
		DoneSince: convert(now.Done.Sessions, toAPINowSession),
		Totals: api.NowTotals{
			NeedsYou: int64(now.NeedsYou.Total), Working: int64(now.Working.Total), YourTurn: int64(now.YourTurn.Total),
			Failed: int64(now.Failed.Total), DoneSince: int64(now.Done.Total),
		},
		Spent: toAPINowSpent(now.Spent), Sources: convert(now.Sources, toAPIHeardSource),
	}, nil
}

func toAPINowSession(s overview.Session) api.NowSession {
	return api.NowSession{
		SessionID: s.SessionID, Title: orNil(s.Name), Project: orNil(s.Project), Agent: agentOr(s.Agent), State: toAPISessionState(s.Doing.State),
		StartedAt: orNil(string(s.CreatedAt)), HeardAt: orNil(string(s.Doing.HeardAt)), CostUsd: s.Spent.USD(), CostMicroUsd: s.Spent.MicroUSD(),
		Requests: s.Spent.Requests, UnpricedRequests: s.Spent.Unpriced, Children: int64(s.Doing.Children), ActiveSubagents: int64(s.Doing.Subagents),
	}
}

func toAPISessionState(s model.SessionState) api.SessionState {
	certain := api.SessionStateCertainReported
	if s.Inferred {
		certain = api.SessionStateCertainInferred
	}
	return api.SessionState{
		Name: api.SessionStateName(s.Name), Why: orNil(string(s.Why)), Detail: orNil(s.Detail), Subagent: orNil(s.Subagent), Since: orNil(string(s.Since)),
		Until: orNil(string(s.Until)), By: api.SessionStateBy(s.By), Certain: certain,
	}
}

func toAPINowSpent(s overview.Spent) api.NowSpent {
	return api.NowSpent{
		Today: toAPISpentInRange(s.Today), YesterdayByNow: toAPISpentInRange(s.YesterdayByNow), Week: toAPISpentInRange(s.Week),
		Budgets: convert(s.Budgets, toAPIBudgetState), Unpriced: convert(s.Unpriced, toAPINowUnpriced),
	}
}

func toAPISpentInRange(s overview.InRange) api.SpentInRange {
	return api.SpentInRange{
		Since: model.ISO(s.Since), Until: model.ISO(s.Until), CostUsd: s.USD(), CostMicroUsd: s.MicroUSD(), Requests: s.Requests,
		UnpricedRequests: s.Unpriced, TotalTokens: s.Total,
	}
}

func toAPINowUnpriced(u overview.Unpriced) api.NowUnpriced {
	return api.NowUnpriced{Model: orNil(u.Model), Requests: u.Requests, TotalTokens: u.Tokens}
}

func toAPIHeardSource(s overview.Source) api.HeardSource {
	return api.HeardSource{Name: api.HeardSourceName(s.Name), HeardAt: orNil(string(s.HeardAt))}
}
