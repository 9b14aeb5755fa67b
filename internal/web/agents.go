package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// maxAgents is how many agents a page shows; tools that name each run anew have thousands.
const maxAgents = 200

// Agents shows what agents did.
type Agents struct {
	render    *renderer
	analytics *analytics.Service
}

// agentsView is what the template of the agents takes.
type agentsView struct {
	Agents []agentRow
	// Known is how many agents there are, Events how many events of all of them.
	Known  int
	Events int64
}

// agentRow is one agent.
type agentRow struct {
	summary.Agent
	Status string
	// Success and Workload are percentages.
	Success, Workload float64
}

// ShowAgents shows all agents.
func (h *Agents) ShowAgents(ctx context.Context, request api.ShowAgentsRequestObject) (api.ShowAgentsResponseObject, error) {
	answer, err := h.analytics.Agents(ctx)
	if err != nil {
		return nil, err
	}
	v := agentsView{Known: len(answer.Agents), Events: answer.Events}
	for _, agent := range answer.Agents[:min(len(answer.Agents), maxAgents)] {
		v.Agents = append(v.Agents, agentRow{
			Agent: agent, Status: analytics.ActivityStatus(agent.LastActive, answer.Timestamp),
			Success: model.Percent(agent.Successes, agent.Events, 1), Workload: model.Percent(agent.Events, answer.Events, 1),
		})
	}
	p := request.Params
	return h.render.page("agents.html", asker{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabAgents, Title: "Agents", Data: v})
}
