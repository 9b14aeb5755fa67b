package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
)

// Orchestration handles the operations for delegations.
type Orchestration struct{ orchestration *orchestration.Service }

// NewOrchestration returns the handlers.
func NewOrchestration(service *orchestration.Service) *Orchestration {
	return &Orchestration{orchestration: service}
}

// GetOrchestration returns the newest delegations, grouped by the agent that delegated.
func (h *Orchestration) GetOrchestration(ctx context.Context, _ api.GetOrchestrationRequestObject) (api.GetOrchestrationResponseObject, error) {
	overview, err := h.orchestration.Overview(ctx, "", "")
	if err != nil {
		return nil, err
	}
	return api.GetOrchestration200JSONResponse{
		DelegationCount: int64(overview.Count), UniqueAgents: int64(len(overview.Agents)),
		Agents: overview.Agents, DelegationChains: toAPIChains(overview, toAPIDelegation),
	}, nil
}

// GetDelegations returns the same without the list of agents.
func (h *Orchestration) GetDelegations(ctx context.Context, _ api.GetDelegationsRequestObject) (api.GetDelegationsResponseObject, error) {
	overview, err := h.orchestration.Overview(ctx, "", "")
	if err != nil {
		return nil, err
	}
	return api.GetDelegations200JSONResponse{
		DelegationCount: int64(overview.Count), UniqueAgents: int64(len(overview.Agents)),
		DelegationChains: toAPIChains(overview, toAPIDelegationLink),
	}, nil
}

// GetOrchestrationSummary returns the delegations of one session or agent.
func (h *Orchestration) GetOrchestrationSummary(ctx context.Context, request api.GetOrchestrationSummaryRequestObject) (api.GetOrchestrationSummaryResponseObject, error) {
	overview, err := h.orchestration.Overview(ctx, deref(request.Params.SessionID), deref(request.Params.AgentID))
	if err != nil {
		return nil, err
	}
	return api.GetOrchestrationSummary200JSONResponse{
		Timestamp:       model.ISO(overview.Timestamp),
		DelegationCount: int64(overview.Count), UniqueAgents: int64(len(overview.Agents)),
		Agents: overview.Agents, DelegationChains: toAPIChains(overview, toAPIDelegation),
	}, nil
}

// GetDelegationChain returns an event and its descendants, depth first.
func (h *Orchestration) GetDelegationChain(ctx context.Context, request api.GetDelegationChainRequestObject) (api.GetDelegationChainResponseObject, error) {
	chain, err := h.orchestration.Chain(ctx, request.EventID)
	if err != nil {
		return nil, err
	}
	return api.GetDelegationChain200JSONResponse{
		RootEventID: request.EventID, Chain: convert(chain.Links, toAPIDelegationChainLink),
		Depth: int64(chain.Depth), TotalEvents: int64(len(chain.Links)),
	}, nil
}

func toAPIChains[T any](overview orchestration.Overview, one func(orchestration.Delegation) T) map[string][]T {
	chains := make(map[string][]T, len(overview.Chains))
	for agent, delegations := range overview.Chains {
		chains[agent] = convert(delegations, one)
	}
	return chains
}

func toAPIDelegation(d orchestration.Delegation) api.Delegation {
	return api.Delegation{
		ToAgent: d.ToAgent, EventType: api.DelegationEventTypeDelegation, Timestamp: string(d.Timestamp), Task: d.Task, Status: string(d.Status),
	}
}

func toAPIDelegationLink(d orchestration.Delegation) api.DelegationLink {
	return api.DelegationLink{ToAgent: d.ToAgent, Timestamp: string(d.Timestamp), Task: d.Task, Status: string(d.Status)}
}

func toAPIDelegationChainLink(link model.ChainLink) api.DelegationChainLink {
	return api.DelegationChainLink{
		EventID: link.EventID, AgentID: agentOr(link.AgentID), ToolName: link.ToolName, Timestamp: string(link.Timestamp),
		Status: statusOr(link.Status), InputSummary: link.InputSummary, ParentEventID: link.ParentEventID,
		SubagentType: link.SubagentType, Depth: int64(link.Depth),
	}
}
