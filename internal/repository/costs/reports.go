package costs

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

//go:embed reported_sums.sql
var reportedSumsSQL string

//go:embed reported_overlaps.sql
var reportedOverlapsSQL string

type reportRow struct {
	Source       string `bun:"source"`
	At           string `bun:"timestamp"`
	Model        string `bun:"model"`
	Tier         string `bun:"tier"`
	InferenceGeo string `bun:"inference_geo"`
	Input        int64  `bun:"input_tokens"`
	Output       int64  `bun:"output_tokens"`
	CacheRead    int64  `bun:"cache_read_tokens"`
	CacheWrite   int64  `bun:"cache_write_tokens"`
	Thoughts     int64  `bun:"thought_tokens"`
	WebSearches  int64  `bun:"web_searches"`
	Stated       *int64 `bun:"stated_micro_usd"`
}

func fromReportRow(r *reportRow) model.RequestReport {
	return model.RequestReport{
		Source: r.Source, At: model.Instant(r.At), Model: r.Model, Tier: r.Tier, InferenceGeo: r.InferenceGeo, Input: r.Input, Output: r.Output,
		CacheRead: r.CacheRead, CacheWrite: r.CacheWrite, Thoughts: r.Thoughts, WebSearches: r.WebSearches, Stated: (*model.MicroUSD)(r.Stated),
	}
}

// Reports returns what several sources reported of a request, sorted by their names. There are none where at most one source did. The primary
// key serves it.
func (r *Repository) Reports(ctx context.Context, id string) ([]model.RequestReport, error) {
	rows, err := database.Select[reportRow](ctx, r.db, `
		SELECT source, timestamp, coalesce(model, '') AS model, tier, inference_geo, input_tokens, output_tokens, cache_read_tokens,
			cache_write_5m_tokens + cache_write_1h_tokens AS cache_write_tokens, thought_tokens, web_searches, stated_micro_usd
		FROM ingest_reports WHERE cost_id = ? ORDER BY source`, id)
	if err != nil {
		return nil, fmt.Errorf("list the reports of a request: %w", err)
	}
	return query.FromRows(rows, fromReportRow), nil
}

type reportedSumRow struct {
	Group    string  `bun:"name"`
	Source   string  `bun:"source"`
	Requests int64   `bun:"requests"`
	Tokens   float64 `bun:"tokens"`
	Cost     float64 `bun:"micros"`
}

func fromReportedSumRow(r *reportedSumRow) model.ReportedSum {
	return model.ReportedSum{Group: r.Group, Source: r.Source, Requests: r.Requests, Tokens: query.Integer(&r.Tokens), Cost: model.MicroUSD(query.Integer(&r.Cost))}
}

// groupOf is the expression of the name of a group.
func groupOf(by model.CostGrouping) database.Fragment {
	if by == model.CostBySession {
		return database.SQL("coalesce(cost_events.session_id, '')")
	}
	return database.SQL("substr(as_text(cost_events.timestamp), 1, 10)")
}

// ReportedSums returns what the requests of each group add up to: as they count, with the source "", and as each source reported them.
func (r *Repository) ReportedSums(ctx context.Context, by model.CostGrouping, bounds model.Bounds) ([]model.ReportedSum, error) {
	rows, err := database.Select[reportedSumRow](ctx, r.db, reportedSumsSQL, reportArgs(groupOf(by), withinBounds(bounds)))
	if err != nil {
		return nil, fmt.Errorf("add up what sources reported: %w", err)
	}
	return query.FromRows(rows, fromReportedSumRow), nil
}

type overlapRow struct {
	Group     string `bun:"name"`
	Several   int64  `bun:"several"`
	Differing int64  `bun:"differing"`
}

func fromOverlapRow(r *overlapRow) model.ReportedOverlap { return model.ReportedOverlap(*r) }

// ReportedOverlaps returns the groups with requests that several sources reported.
func (r *Repository) ReportedOverlaps(ctx context.Context, by model.CostGrouping, bounds model.Bounds) ([]model.ReportedOverlap, error) {
	rows, err := database.Select[overlapRow](ctx, r.db, reportedOverlapsSQL, reportArgs(groupOf(by), withinBounds(bounds)))
	if err != nil {
		return nil, fmt.Errorf("compare what sources reported: %w", err)
	}
	return query.FromRows(rows, fromOverlapRow), nil
}

func reportArgs(group database.Fragment, within query.Where) database.Args {
	return database.Args{"group": group, "within": within.SQL(), "micros": database.SQL(Micros), "is_request": database.SQL(IsRequest)}
}

// withinBounds is the condition for the requests within bounds.
func withinBounds(bounds model.Bounds) query.Where {
	return whereAnyRequest(model.RequestFilter{Since: bounds.Since, Until: bounds.Until})
}
