package repository

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ingestAlias is a row of ingest_aliases: an id that a source gave, and the row that it is.
type ingestAlias struct {
	id, row          string
	likeness, teller string
	firm             bool
	at, until        model.Instant
	said, toolUseID  string
}

// resolve returns the observations with the ids of the rows that they are about in place of those that only their source knows.
func (b *ingestBatch) resolve(ctx context.Context, observations []ingest.Observation) ([]ingest.Observation, error) {
	if err := b.loadAliases(ctx, observations); err != nil {
		return nil, err
	}
	for _, o := range observations {
		switch {
		case o.Event != nil && o.Event.Fingerprint != nil:
			b.recognise(ingestAlias{id: o.Event.ID, at: o.Event.At, until: end(o.Event), said: beginning(o.Event), toolUseID: o.Event.ToolUseID}, o.Event.Fingerprint)
		case o.Usage != nil && o.Usage.Fingerprint != nil:
			b.recognise(ingestAlias{id: o.Usage.ID, at: o.Usage.At}, o.Usage.Fingerprint)
		}
	}
	if len(b.aliases) == 0 {
		return observations, nil
	}
	resolved := make([]ingest.Observation, len(observations))
	for i, o := range observations {
		resolved[i] = b.renamed(o)
	}
	return resolved, nil
}

// renamed returns a copy of an observation that names rows.
func (b *ingestBatch) renamed(o ingest.Observation) ingest.Observation {
	switch {
	case o.Event != nil:
		e := *o.Event
		if alias := b.aliases[e.ID]; alias != nil && alias.toolUseID != "" {
			e.ToolUseID = alias.toolUseID
		}
		e.ID, e.ParentID = b.rowOf(e.ID), b.rowOf(e.ParentID)
		o.Event = &e
	case o.Usage != nil:
		u := *o.Usage
		u.ID, u.EventID = b.rowOf(u.ID), b.rowOf(u.EventID)
		o.Usage = &u
	case o.Stop != nil:
		c := *o.Stop
		c.Except = b.rowOf(c.Except)
		o.Stop = &c
	}
	return o
}

// rowOf returns the row that an id names.
func (b *ingestBatch) rowOf(id string) string {
	if alias := b.aliases[id]; alias != nil {
		return alias.row
	}
	return id
}

// end is when an event was over, "" where its source does not tell.
func end(e *ingest.Event) model.Instant {
	at, ok := e.At.Time()
	if !ok || e.DurationSeconds == nil {
		return ""
	}
	return model.InstantOf(at.Add(time.Duration(*e.DurationSeconds * float64(time.Second))))
}

// beginning is how the text of a prompt begins; secrets are out of it already.
func beginning(e *ingest.Event) string {
	const length = 80
	said := []rune(strings.Join(strings.Fields(e.Input), " "))
	if e.ToolName != model.ToolUserQuery {
		return ""
	}
	return string(said[:min(len(said), length)])
}

// loadAliases reads what is known of the ids that the observations name, and of all that is like them. The primary key and
// idx_ingest_aliases_likeness serve it.
func (b *ingestBatch) loadAliases(ctx context.Context, observations []ingest.Observation) error {
	named, alike := map[string]bool{}, map[string]bool{}
	for _, o := range observations {
		switch {
		case o.Event != nil:
			named[o.Event.ParentID] = true
			if o.Event.Fingerprint != nil {
				named[o.Event.ID], alike[o.Event.Fingerprint.Key] = true, true
			}
		case o.Usage != nil:
			named[o.Usage.EventID] = true
			if o.Usage.Fingerprint != nil {
				named[o.Usage.ID], alike[o.Usage.Fingerprint.Key] = true, true
			}
		case o.Stop != nil:
			named[o.Stop.Except] = true
		}
	}
	delete(named, "")
	const columns = "SELECT alias, row_id, likeness, teller, firm, timestamp, until, said, tool_use_id FROM ingest_aliases WHERE "
	none := func(string) bool { return false }
	if err := b.each(ctx, columns+"alias IN (SELECT value FROM json_each(?))", named, none, b.scanAlias); err != nil {
		return err
	}
	return b.each(ctx, columns+"likeness IN (SELECT value FROM json_each(?))", alike, none, b.scanAlias)
}

func (b *ingestBatch) scanAlias(rows *sql.Rows) error {
	a := &ingestAlias{}
	err := rows.Scan(&a.id, &a.row, &a.likeness, &a.teller, &a.firm, &a.at, &a.until, &a.said, &a.toolUseID)
	if err == nil && b.aliases[a.id] == nil {
		b.addAlias(a)
	}
	return err
}

// addAlias adds an alias that is stored, or will be.
func (b *ingestBatch) addAlias(a *ingestAlias) {
	b.aliases[a.id] = a
	b.alike[a.likeness] = append(b.alike[a.likeness], a)
}

func (b *ingestBatch) writeAliases(ctx context.Context) error {
	table := b.table("ingest_aliases", "alias", "row_id", "likeness", "teller", "firm", "timestamp", "until", "said", "tool_use_id")
	defer table.close()
	for _, a := range b.newAliases {
		if err := table.put(ctx, true, a.row, a.likeness, a.teller, a.firm, string(a.at), string(a.until), a.said, a.toolUseID, a.id); err != nil {
			return err
		}
		b.written++
	}
	return nil
}
