package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// delegationLimit is the number of delegations on a page.
const delegationLimit = 100

// Orchestration shows which agent delegated which task to which other agent.
type Orchestration struct {
	render        *renderer
	orchestration *orchestration.Service
	sessions      *session.Service
}

// orchestrationView is the data of the delegations' template.
type orchestrationView struct {
	orchestration.Network
	SessionID, AgentID, Cursor string
	Sessions                   []sessionChoice
	// Choices are the agents that the filter offers.
	Choices []string
}

// ShowOrchestration shows the newest delegations.
func (h *Orchestration) ShowOrchestration(ctx context.Context, request api.ShowOrchestrationRequestObject) (api.ShowOrchestrationResponseObject, error) {
	p := request.Params
	v := orchestrationView{SessionID: text(p.SessionID), AgentID: text(p.AgentID), Cursor: text(p.Cursor)}
	after, err := parseCursor("cursor", v.Cursor)
	if err != nil {
		return nil, err
	}
	query := orchestration.NetworkQuery{SessionID: v.SessionID, AgentID: v.AgentID, Limit: delegationLimit, After: after}
	if v.Network, err = h.orchestration.Network(ctx, query); err != nil {
		return nil, err
	}
	v.Choices = withChoice(v.Agents, v.AgentID)
	if v.Sessions, err = sessionChoices(ctx, h.sessions); err != nil {
		return nil, err
	}
	return h.render.page("orchestration.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Opened: opened(p.Open, p.OpenItem), Tab: tabOrchestration, Title: "Orchestration", Data: v})
}

// OfKind returns what the number of delegations is one of.
func (v orchestrationView) OfKind() string { return ofKind(v.SessionID) }

// Count64 returns the number of delegations in the graph.
func (v orchestrationView) Count64() int64 { return int64(v.Count) }

// Filtered reports whether the list has any filter.
func (v orchestrationView) Filtered() bool { return v.SessionID+v.AgentID != "" }

// Shown returns the number of agents in the graph.
func (v orchestrationView) Shown() int { return len(v.Agents) - v.HiddenAgents }
