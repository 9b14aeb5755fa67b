package costs

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed cost_origins.sql
var costOriginsSQL string

type costOriginRow struct {
	Origin   string  `bun:"origin"`
	Requests int64   `bun:"requests"`
	Micros   float64 `bun:"micros"`
	Oldest   string  `bun:"oldest"`
	Newest   string  `bun:"newest"`
}

func fromCostOriginRow(r *costOriginRow) model.CostOrigin {
	return model.CostOrigin{
		Origin: r.Origin, Requests: r.Requests, Cost: model.MicroUSD(query.Integer(&r.Micros)), OldestPrices: r.Oldest, NewestPrices: r.Newest,
	}
}

// Provenance returns what sources reported of the stored requests that match filter, and where their costs come from. It reads all of them;
// idx_cost_events_timestamp serves the bounds.
func (r *Repository) Provenance(ctx context.Context, filter model.RequestFilter) (model.Provenance, error) {
	var p model.Provenance
	within := whereAnyRequest(filter)
	args := reportArgs(database.SQL("''"), within)
	sums, err := database.Select[reportedSumRow](ctx, r.db, reportedSumsSQL, args)
	if err != nil {
		return p, fmt.Errorf("add up what sources reported: %w", err)
	}
	for _, sum := range query.FromRows(sums, fromReportedSumRow) {
		if sum.Source == "" {
			p.Counted = sum
		} else {
			p.Sources = append(p.Sources, sum)
		}
	}
	overlaps, err := database.Select[overlapRow](ctx, r.db, reportedOverlapsSQL, args)
	if err != nil {
		return p, fmt.Errorf("compare what sources reported: %w", err)
	}
	if len(overlaps) > 0 {
		p.ReportedOverlap = fromOverlapRow(&overlaps[0])
	}
	origins, err := database.Select[costOriginRow](ctx, r.db, costOriginsSQL, args.With(database.Args{
		"none": model.CostUnknown, "stated": model.CostStated, "listed": model.CostListed, "overridden": model.CostOverridden,
	}))
	if err != nil {
		return p, fmt.Errorf("add up costs by where they come from: %w", err)
	}
	p.Costs = query.FromRows(origins, fromCostOriginRow)
	return p, nil
}

// whereAnyRequest is the condition for the bounds, the session and the origins of a filter.
func whereAnyRequest(filter model.RequestFilter) query.Where {
	var w query.Where
	w.Within("cost_events.timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	w.Owned("cost_events.session_id", filter.SessionID)
	whereOrigins(&w, filter)
	return w
}

// originSeparator stands between the parts of an origin.
const originSeparator = "\x1f"

// whereOrigins adds the origins of a filter.
func whereOrigins(w *query.Where, filter model.RequestFilter) {
	if filter.Origins == nil {
		return
	}
	keys := make([]string, len(filter.Origins))
	for i, o := range filter.Origins {
		keys[i] = o.Session + originSeparator + o.Agent + originSeparator + o.Model
	}
	w.And("any_of(coalesce(as_text(cost_events.session_id), '') || :separator || "+Agent+" || :separator || coalesce(as_text(cost_events.model), ''), :keys)",
		database.Args{"separator": originSeparator, "keys": keys})
}
