package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/budget"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// How many agents and models the metrics page ranks.
const (
	rankedAgents = 20
	rankedModels = 20
)

// Metrics shows figures over all events.
type Metrics struct {
	render    *renderer
	analytics *analytics.Service
	budgets   *budget.Service
}

// metricsView is the data of the metrics' template.
type metricsView struct {
	Metrics analytics.Metrics
	History analytics.History
	// PerEvent is the mean number of tokens of an event, Average the mean duration in seconds.
	PerEvent, Average float64
	// Recent is the number of events in the last 24 hours.
	Recent int64
	Hours  chart
	Days   chart
	// Durations covers the events that have a duration.
	Durations chart
	Agents    []rank
	// MoreAgents and MoreModels count those that are not shown.
	MoreAgents, MoreModels int
	Models, Tools          []rank
	PerformedTools         []rank
	Costs                  costsView
}

// rank is a group of events with the width of its bar, relative to the first group of its table.
type rank struct {
	summary.Named
	Width string
	// Agent is set where the group is an agent.
	Agent summary.Agent
}

// ErrorWidth returns the width of the bar for the share of failed events.
func (r rank) ErrorWidth() string { return percentage(r.Errors, r.Events) }

// ShowMetrics shows how many events there are, how long they take, what they cost and how often they fail.
func (h *Metrics) ShowMetrics(ctx context.Context, request api.ShowMetricsRequestObject) (api.ShowMetricsResponseObject, error) {
	v, err := h.view(ctx)
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("metrics.html", htmx, view{Tab: tabMetrics, Title: "Metrics", Data: v})
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
	models, more := limitTo(rankedModels, costs.Models)
	v.Models, v.MoreModels, v.Tools = rankBy(models, tokens), more, rankBy(costs.Tools, tokens)
	v.PerformedTools = rankBy(performance.Tools, events)
	v.Costs, err = h.costs(ctx)
	return v, err
}

func tokens(g summary.Named) int64 { return g.Tokens }
func events(g summary.Named) int64 { return g.Events }

// rankBy returns one rank for each group. The groups are already sorted by the compared number.
func rankBy(groups []summary.Named, compared func(summary.Named) int64) []rank {
	ranks := make([]rank, len(groups))
	for i, group := range groups {
		ranks[i] = rank{Named: group, Width: percentage(compared(group), compared(groups[0]))}
	}
	return ranks
}

func rankAgents(agents []summary.Agent) (ranks []rank, more int) {
	shown, more := limitTo(rankedAgents, agents)
	for _, agent := range shown {
		ranks = append(ranks, rank{Named: agent.Named, Agent: agent, Width: percentage(agent.Events, agents[0].Events)})
	}
	return ranks, more
}
