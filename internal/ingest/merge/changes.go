package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// changes returns what has to be stored.
func (b *batch) changes(totals []ingest.SessionTotals) ingest.Changes {
	c := ingest.Changes{Now: b.now, Aliases: b.aliases.found, Totals: totals}
	for _, s := range b.sessions.all {
		if s.changed {
			s.Metadata = s.metadata.json()
			upsert(&c.Sessions, s.isNew, s.SessionRow)
		}
		switch {
		case s.Status != model.SessionActive && s.LastAt != "":
			c.Over = append(c.Over, s.ID)
		case s.Status == model.SessionActive && s.latestAt.Compare(s.LastAt) > 0:
			c.Active = append(c.Active, ingest.SessionActivity{SessionID: s.ID, LastAt: s.latestAt})
		}
	}
	for _, e := range b.events.all {
		if e.isDeleted {
			c.Deleted.Events = append(c.Deleted.Events, e.ID)
			continue
		}
		if e.isWitnessNew {
			c.Witnesses = append(c.Witnesses, e.ID)
		}
		if !e.changed {
			continue
		}
		e.Context = e.context.json()
		upsert(&c.Events, e.isNew, e.EventRow)
		if e.isSubagentNew {
			c.Subagents = append(c.Subagents, e.EventRow)
		}
	}
	for _, t := range b.traces.all {
		switch {
		case t.isDeleted:
			c.Deleted.Traces = append(c.Deleted.Traces, t.ID)
		case t.changed:
			upsert(&c.Traces, t.isNew, t.TraceRow)
		}
	}
	for _, u := range b.usages.all {
		if u.isDeleted {
			c.Deleted.Usages = append(c.Deleted.Usages, u.ID)
			continue
		}
		if u.changed {
			upsert(&c.Usages, u.isNew, u.UsageRow)
		}
		c.Reports = append(c.Reports, u.changedReports(b.prices)...)
	}
	for _, m := range b.messages.all {
		m.addTo(&c)
	}
	return c
}

func upsert[Row any](rows *ingest.Upserts[Row], isNew bool, row *Row) {
	if isNew {
		rows.New = append(rows.New, row)
	} else {
		rows.Changed = append(rows.Changed, row)
	}
}
