package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// unknownStatus is returned for a session without a status.
const unknownStatus = "unknown"

// Sessions handles the operations for sessions.
type Sessions struct{ sessions *session.Service }

// NewSessions returns the handlers.
func NewSessions(service *session.Service) *Sessions { return &Sessions{sessions: service} }

// ListSessions returns sessions, newest first.
func (h *Sessions) ListSessions(ctx context.Context, request api.ListSessionsRequestObject) (api.ListSessionsResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, p.Offset, p.Cursor, defaultLimit)
	if err != nil {
		return nil, err
	}
	result, err := h.sessions.List(ctx, model.SessionFilter{Status: deref(p.Status)}, page)
	if err != nil {
		return nil, err
	}
	return api.ListSessions200JSONResponse{
		Body: api.SessionList{
			Total: result.Total, Limit: int64(page.Limit), Offset: int64(page.Offset), Sessions: convert(result.Sessions, toAPISession),
		},
		Headers: api.ListSessions200ResponseHeaders{XTotalCount: result.Total, Link: links(ctx, page, result.Next)},
	}, nil
}

// GetSession returns one session with the totals of its events.
func (h *Sessions) GetSession(ctx context.Context, request api.GetSessionRequestObject) (api.GetSessionResponseObject, error) {
	detail, err := h.sessions.Get(ctx, request.SessionID)
	if err != nil {
		return nil, err
	}
	return api.GetSession200JSONResponse(toAPISessionDetail(detail)), nil
}

func toAPISession(s model.Session) api.Session {
	return api.Session{
		SessionID: s.SessionID, Agent: s.Agent, ContinuedFrom: s.ContinuedFrom, CreatedAt: string(s.CreatedAt),
		Status: model.Or(&s.Status, unknownStatus), StartCommit: s.StartCommit, CompletedAt: toAPIInstant(s.CompletedAt),
	}
}

func toAPISessionDetail(s model.SessionDetail) api.SessionDetail {
	detail := api.SessionDetail{
		SessionID: s.SessionID, Agent: agentOr(s.Agent), ParentSessionID: s.ParentSessionID, ContinuedFrom: s.ContinuedFrom,
		CreatedAt: string(s.CreatedAt), CompletedAt: toAPIInstant(s.CompletedAt), Status: model.Or(&s.Status, unknownStatus),
		StartCommit: s.StartCommit, EndCommit: s.EndCommit, IsSubagent: s.IsSubagent, TranscriptPath: s.TranscriptPath,
		LastUserQuery: s.LastUserQuery, LastUserQueryAt: toAPIInstant(s.LastUserQueryAt), HandoffNotes: s.HandoffNotes,
		RecommendedNext: s.RecommendedNext, Model: s.Model,
		EventCount: s.EventCount, ErrorCount: s.ErrorCount, TotalTokens: s.Own.Total, CostUsd: s.Own.USD(), CostMicroUsd: s.Own.MicroUSD(),
		FirstEventAt: toAPIInstant(s.FirstEvent), LastEventAt: toAPIInstant(s.LastEvent), Agents: s.Agents, Models: s.Models,
		ChildSessions: convert(s.Children, toAPIChildSession),
		AgentUsage:    convert(s.ByAgent, toAPIAgentUsage), WithChildSessions: toAPICostTotal(s.Own.Plus(s.Below)),
	}
	if s.FirstEvent != nil && s.LastEvent != nil {
		if seconds, ok := s.LastEvent.Seconds(*s.FirstEvent); ok {
			detail.DurationSeconds = &seconds
		}
	}
	return detail
}

func toAPIChildSession(s model.Session) api.ChildSession {
	return api.ChildSession{
		SessionID: s.SessionID, Agent: s.Agent, CreatedAt: string(s.CreatedAt), Status: model.Or(&s.Status, unknownStatus),
	}
}

func toAPIAgentUsage(u model.NamedUsage) api.AgentUsage {
	return api.AgentUsage{
		AgentID: agentOr(u.Name), EventCount: u.Events, ErrorCount: u.Errors, Requests: u.Spent.Requests, TotalTokens: u.Spent.Total,
		CostUsd: u.Spent.USD(), CostMicroUsd: u.Spent.MicroUSD(),
	}
}
