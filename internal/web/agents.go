package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
)

// maxAgents is the largest number of agents on a page. Tools that give each run a new name produce thousands.
const maxAgents = 200

// Agents shows how active and how successful each agent is.
type Agents struct {
	render    *renderer
	analytics *analytics.Service
}

// agentsView is the data of the agents' template.
type agentsView struct {
	Agents []agentRow
	// Total is the number of all agents, also of those that are not shown. Events is the number of all their events.
	Total  int
	Events int64
}

// agentRow is one row of the table.
type agentRow struct {
	analytics.Agent
	Status string
	// Success and Workload are percentages.
	Success, Workload float64
}

// ShowAgents shows the most active agents.
func (h *Agents) ShowAgents(ctx context.Context, request api.ShowAgentsRequestObject) (api.ShowAgentsResponseObject, error) {
	answer, err := h.analytics.Agents(ctx)
	if err != nil {
		return nil, err
	}
	v := agentsView{Total: len(answer.Agents), Events: answer.Events}
	for _, agent := range answer.Agents[:min(len(answer.Agents), maxAgents)] {
		v.Agents = append(v.Agents, agentRow{
			Agent: agent, Status: analytics.ActivityStatus(agent.LastActive, answer.Timestamp),
			Success: agent.SuccessRate(1), Workload: model.Percent(agent.Events, answer.Events, 1),
		})
	}
	p := request.Params
	return h.render.page("agents.html", htmxRequest{p.HXRequest, p.HXHistoryRestoreRequest}, view{Tab: tabAgents, Title: "Agents", Data: v})
}
