package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// How many agents and models are ranked; the page of agents has all of them.
const (
	rankedAgents = 20
	rankedModels = 20
)

// Metrics shows numbers over all events.
type Metrics struct {
	render    *renderer
	analytics *analytics.Service
	budgets   *budget.Service
}

// metricsView is what the template of the metrics takes.
type metricsView struct {
	Metrics analytics.Metrics
	History analytics.History
	// PerEvent and Average are the mean tokens and the mean duration of an event.
	PerEvent, Average float64
	// Recent is how many events the last 24 hours have.
	Recent int64
	Hours  chart
	Days   chart
	// Durations is over the events that have one.
	Durations chart
	Agents    []rank
	// MoreAgents and MoreModels are how many are not ranked.
	MoreAgents, MoreModels int
	Models, Tools          []rank
	PerformedTools         []rank
	Costs                  costsView
}

// rank is a group of events with the length of its bar, compared with the first of its table.
type rank struct {
	summary.Named
	Width string
	// Agent is set where the group is that of an agent.
	Agent summary.Agent
}

// ErrorWidth is the length of the bar for the part that failed.
func (r rank) ErrorWidth() string { return percentage(r.Errors, r.Events) }

// ShowMetrics shows how much happens, how long it takes, what it costs and how often it fails.
func (h *Metrics) ShowMetrics(ctx context.Context, request api.ShowMetricsRequestObject) (api.ShowMetricsResponseObject, error) {
	v, err := h.view(ctx)
	if err != nil {
		return nil, err
	}
	ask := asker{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("metrics.html", ask, view{Tab: tabMetrics, Title: "Metrics", Data: v})
}

func (h *Metrics) view(ctx context.Context) (metricsView, error) {
	var v metricsView
	var err error
	if v.Metrics, err = h.analytics.Metrics(ctx); err != nil {
		return v, err
	}
	if v.History, err = h.analytics.History(ctx); err != nil {
		return v, err
	}
	costs, err := h.analytics.Costs(ctx, "", "")
	if err != nil {
		return v, err
	}
	performance, err := h.analytics.Performance(ctx, "", "")
	if err != nil {
		return v, err
	}
	v.PerEvent, v.Average = analytics.TokensPerEvent(v.Metrics.All), v.Metrics.All.Average()
	for _, hour := range v.Metrics.Hours {
		v.Recent += hour.Events
	}
	v.Hours, v.Days, v.Durations = hoursChart(v.Metrics.Hours), daysChart(v.History.Days), durationsChart(v.Metrics.Buckets)
	v.Agents, v.MoreAgents = rankAgents(v.Metrics.Agents)
	models, more := first(rankedModels, costs.Models)
	v.Models, v.MoreModels, v.Tools = rankBy(models, tokens), more, rankBy(costs.Tools, tokens)
	v.PerformedTools = rankBy(performance.Tools, events)
	v.Costs, err = h.costs(ctx)
	return v, err
}

func tokens(g summary.Named) int64 { return g.Tokens }
func events(g summary.Named) int64 { return g.Events }

// rankBy returns the groups, which are in the order of what is compared.
func rankBy(groups []summary.Named, compared func(summary.Named) int64) []rank {
	ranks := make([]rank, len(groups))
	for i, group := range groups {
		ranks[i] = rank{Named: group, Width: percentage(compared(group), compared(groups[0]))}
	}
	return ranks
}

func rankAgents(agents []summary.Agent) (ranks []rank, more int) {
	shown, more := first(rankedAgents, agents)
	for _, agent := range shown {
		ranks = append(ranks, rank{Named: agent.Named, Agent: agent, Width: percentage(agent.Events, agents[0].Events)})
	}
	return ranks, more
}
