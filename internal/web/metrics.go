package web

import (
	"context"
	"net/url"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
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
	// Average is the mean duration in seconds, ErrorRate the share of failed events in percent.
	Average, ErrorRate float64
	// Zone is the time zone of the days of costs. Path leads to this page.
	Zone, Path string
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
	Agent analytics.Agent
}

// ErrorWidth returns the width of the bar for the share of failed events.
func (r rank) ErrorWidth() string { return percentage(r.Errors, r.Events) }

// ShowMetrics shows how many events there are, how long they take, what they cost and how often they fail.
func (h *Metrics) ShowMetrics(ctx context.Context, request api.ShowMetricsRequestObject) (api.ShowMetricsResponseObject, error) {
	v, err := h.view(ctx, model.Zone(text(request.Params.Tz)))
	if err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("metrics.html", htmx, view{Tab: tabMetrics, Title: "Metrics", Data: v})
}

func (h *Metrics) view(ctx context.Context, zone *time.Location) (metricsView, error) {
	v := metricsView{Zone: zone.String(), Path: metricsPath(zone)}
	page, err := h.analytics.Page(ctx, zone, costDaysShown)
	if err != nil {
		return v, err
	}
	v.Metrics, v.History = page.Metrics, page.History
	v.Average, v.ErrorRate = v.Metrics.All.Average(), v.Metrics.All.ErrorRate(2)
	for _, hour := range v.Metrics.Hours {
		v.Recent += hour.Events
	}
	v.Hours, v.Days, v.Durations = hoursChart(v.Metrics.Hours), daysChart(v.History.Days), durationsChart(v.Metrics.Buckets)
	v.Agents, v.MoreAgents = rankAgents(v.Metrics.Agents)
	models, more := limitTo(rankedModels, page.Costs.Models)
	v.Models, v.MoreModels, v.Tools = rankBy(models, tokens), more, rankBy(page.Costs.Tools, tokens)
	v.PerformedTools = rankBy(page.Performance.Tools, events)
	v.Costs, err = h.costs(ctx, page.Divisions, zone)
	return v, err
}

// metricsPath returns the path of the page with the days of a time zone.
func metricsPath(zone *time.Location) string {
	if zone == time.UTC {
		return "/views/metrics"
	}
	return "/views/metrics?" + url.Values{"tz": {zone.String()}}.Encode()
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

func rankAgents(agents []analytics.Agent) (ranks []rank, more int) {
	shown, more := limitTo(rankedAgents, agents)
	for _, agent := range shown {
		ranks = append(ranks, rank{Named: agent.Named, Agent: agent, Width: percentage(agent.Events, agents[0].Events)})
	}
	return ranks, more
}
