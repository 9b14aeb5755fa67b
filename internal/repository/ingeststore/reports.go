package ingeststore

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

//go:embed put_report.sql
var putReportSQL string

// addReports adds to usages what their sources said of them; the primary key serves it.
func (t *transaction) addReports(ctx context.Context, usages []*ingest.UsageRow) error {
	if len(usages) == 0 {
		return nil
	}
	byID := make(map[string]*ingest.UsageRow, len(usages))
	ids := make([]string, len(usages))
	for i, u := range usages {
		ids[i], byID[u.ID] = u.ID, u
	}
	reports, err := rowsOf(ctx, t, "the reports of usages", scanReport, "SELECT "+text("cost_id", "source", "timestamp", "model", "tier", "inference_geo")+`,
		input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens, web_searches, stated_micro_usd
		FROM ingest_reports WHERE any_of(cost_id, :ids) ORDER BY cost_id, source`, database.Args{"ids": ids})
	for _, r := range reports {
		u := byID[r.ID]
		r.SessionID = u.SessionID
		u.Reports = append(u.Reports, r)
	}
	return err
}

func scanReport(rows *sql.Rows, r *ingest.UsageReport) error {
	return rows.Scan(&r.ID, &r.Source, &r.At, &r.Model, &r.Tier, &r.InferenceGeo, &r.Input, &r.Output, &r.CacheRead, &r.CacheWrite5m, &r.CacheWrite1h,
		&r.Thoughts, &r.WebSearches, &r.StatedMicroUSD)
}

// writeReports stores what sources said of usages. Few usages have several sources, so there are few.
func (t *transaction) writeReports(ctx context.Context, reports []*ingest.UsageReport) error {
	for _, r := range reports {
		_, err := database.Exec(ctx, t.tx, putReportSQL, database.Args{
			"id": r.ID, "source": r.Source, "at": string(r.At), "model": orNull(r.Model), "tier": orNull(r.Tier), "geo": orNull(r.InferenceGeo),
			"input": r.Input, "output": r.Output, "read": r.CacheRead, "write5m": r.CacheWrite5m, "write1h": r.CacheWrite1h, "thoughts": r.Thoughts,
			"searches": r.WebSearches, "stated": r.StatedMicroUSD, "micro": r.MicroUSD,
		})
		if err != nil {
			return fmt.Errorf("store the report of a usage: %w", err)
		}
	}
	return nil
}
