// Package repricing prices stored requests again, after the prices have changed. A cost that a source stated is kept.
package repricing

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Requests is what the service needs of stored requests.
type Requests interface {
	// CountUsages counts the requests of a day and later ones, all for "".
	CountUsages(ctx context.Context, since string) (int64, error)
	// UsagesOn returns the requests of a page.
	UsagesOn(ctx context.Context, page model.RowPage) (ingest.UsagePage, error)
	// Reprice reads like UsagesOn, and stores the costs of those requests that price returns, all or none. It may call price several times,
	// of which the last counts.
	Reprice(ctx context.Context, page model.RowPage, price func([]*ingest.UsageRow) []*ingest.UsageRow) (ingest.UsagePage, error)
}

// Clock waits.
type Clock interface {
	// Sleep returns an error when ctx ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Service prices stored requests again.
type Service struct {
	requests Requests
	prices   ingest.Pricer
	clock    Clock
}

// New returns the service.
func New(requests Requests, prices ingest.Pricer, clock Clock) *Service {
	return &Service{requests, prices, clock}
}

// Options configures a run.
type Options struct {
	// Since is the first day, in UTC, whose requests are priced again; "" for all.
	Since string
	// DryRun changes nothing.
	DryRun bool
	// Progress is called with the number of requests read so far.
	Progress func(requests int64)
}

// Count returns the number of requests that a run reads.
func (s *Service) Count(ctx context.Context, since string) (int64, error) {
	return s.requests.CountUsages(ctx, since)
}

// The number of requests in a step, and the pause after a step that wrote, in which others can write.
const (
	stepRows = 500
	stepRest = 26 * time.Millisecond
)

// Reprice prices requests again, step by step. A run that was interrupted can be started again: what has its price already does not change.
// The report is valid even if Reprice fails.
func (s *Service) Reprice(ctx context.Context, o Options) (Report, error) {
	report := newReport()
	page := model.RowPage{Since: o.Since, After: -1 << 63, Limit: stepRows}
	for {
		step, read, err := s.step(ctx, page, o.DryRun)
		if err != nil || len(read.Rows) == 0 {
			return report, err
		}
		report.add(step)
		page.After = read.Last
		if o.Progress != nil {
			o.Progress(report.Read)
		}
		if step.Changed > 0 && !o.DryRun {
			if err := s.clock.Sleep(ctx, stepRest); err != nil {
				return report, err
			}
		}
	}
}

// step prices the requests of a page.
func (s *Service) step(ctx context.Context, page model.RowPage, dryRun bool) (Report, ingest.UsagePage, error) {
	var report Report
	price := func(rows []*ingest.UsageRow) []*ingest.UsageRow {
		report = newReport()
		return s.price(rows, &report)
	}
	if dryRun {
		read, err := s.requests.UsagesOn(ctx, page)
		price(read.Rows)
		return report, read, err
	}
	read, err := s.requests.Reprice(ctx, page, price)
	return report, read, err
}

// price sets the costs of requests, and returns those whose cost changed.
func (s *Service) price(rows []*ingest.UsageRow, report *Report) []*ingest.UsageRow {
	var changed []*ingest.UsageRow
	for _, row := range rows {
		report.Read++
		if row.StatedMicroUSD != nil {
			report.Stated++
			continue
		}
		before := row.MicroUSD
		row.SetPrice(s.prices)
		if isSame(before, row.MicroUSD) {
			report.keep(row)
			continue
		}
		report.change(row, before)
		changed = append(changed, row)
	}
	return changed
}

func isSame(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
