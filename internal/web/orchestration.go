package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/orchestration"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// delegationLimit is how many delegations a page lists.
const delegationLimit = 100

// Orchestration shows who delegated what to whom.
type Orchestration struct {
	render        *renderer
	orchestration *orchestration.Service
	sessions      *session.Service
}

// orchestrationView is what the template of delegations takes.
type orchestrationView struct {
	orchestration.Network
	SessionID, AgentID, Cursor string
	Sessions                   []model.Session
	// Choices are the agents that the filter offers.
	Choices []string
}

// ShowOrchestration shows the newest delegations.
func (h *Orchestration) ShowOrchestration(ctx context.Context, request api.ShowOrchestrationRequestObject) (api.ShowOrchestrationResponseObject, error) {
	p := request.Params
	v := orchestrationView{SessionID: text(p.SessionID), AgentID: text(p.AgentID), Cursor: text(p.Cursor)}
	after, err := place("cursor", v.Cursor)
	if err != nil {
		return nil, err
	}
	query := orchestration.NetworkQuery{SessionID: v.SessionID, AgentID: v.AgentID, Limit: delegationLimit, After: after}
	if v.Network, err = h.orchestration.Network(ctx, query); err != nil {
		return nil, err
	}
	v.Choices = withChoice(v.Agents, v.AgentID)
	if v.Sessions, err = sessionChoices(ctx, h.sessions, v.SessionID); err != nil {
		return nil, err
	}
	return h.render.page("orchestration.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabOrchestration, Title: "Orchestration", Data: v})
}

// Filtered reports whether anything is left out of the list.
func (v orchestrationView) Filtered() bool { return v.SessionID+v.AgentID != "" }

// Shown is how many agents the graph holds.
func (v orchestrationView) Shown() int { return len(v.Agents) - v.HiddenAgents }
