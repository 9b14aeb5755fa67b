package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// A request that one source reports is its row. Once a second source reports it, what each of them says is kept beside the row, so that a bill
// can be checked.

// keepReport keeps what a source says of a request that another source reported too. It returns whether that is new. It comes before the
// report is merged into the row, which until the second source is the report of the first.
func (u *usage) keepReport(o *ingest.Usage) bool {
	if o.Source == "" || u.Source == "" || len(u.Reports) == 0 && o.Source == u.Source {
		return false
	}
	if len(u.Reports) == 0 {
		first := u.Usage
		u.Reports = append(u.Reports, &ingest.UsageReport{Usage: first, IsChanged: true})
	}
	report := u.reportOf(o.Source)
	if report == nil {
		report = &ingest.UsageReport{Usage: ingest.Usage{ID: u.ID, SessionID: u.SessionID, Source: o.Source}, IsChanged: true}
		u.Reports = append(u.Reports, report)
	}
	var c anyChange
	c.or(mergeFigures(&report.Usage, o))
	c.or(keepEarlier(&report.At, o.At))
	c.or(setIfEmpty(&report.Model, o.Model))
	report.IsChanged = report.IsChanged || bool(c)
	return report.IsChanged
}

// reportOf returns the report of a source, nil for none.
func (u *usage) reportOf(source string) *ingest.UsageReport {
	for _, report := range u.Reports {
		if report.Source == source {
			return report
		}
	}
	return nil
}

// changedReports returns the reports to be stored, with what each of them costs.
func (u *usage) changedReports(prices ingest.Pricer) []*ingest.UsageReport {
	var changed []*ingest.UsageReport
	for _, report := range u.Reports {
		if !report.IsChanged {
			continue
		}
		report.MicroUSD = nil
		if micro, known, _ := prices.Price(report.Usage); known {
			report.MicroUSD = &micro
		}
		changed = append(changed, report)
	}
	return changed
}
