package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// aliases are the ids under which sources report rows.
type aliases struct {
	byID          map[string]*ingest.AliasRow
	byFingerprint map[string][]*ingest.AliasRow
	// found are the aliases that are to be stored.
	found []*ingest.AliasRow
	// relinked are the ids among them that mean a row with another id.
	relinked *set
	// absorbed are the messages that turned out to be others.
	absorbed []absorption
}

func newAliases() *aliases {
	return &aliases{byID: map[string]*ingest.AliasRow{}, byFingerprint: map[string][]*ingest.AliasRow{}, relinked: newSet()}
}

func (a *aliases) add(row *ingest.AliasRow) {
	a.byID[row.ID] = row
	a.byFingerprint[row.Fingerprint] = append(a.byFingerprint[row.Fingerprint], row)
}

// canonicalID returns the id of the row that an id means.
func (a *aliases) canonicalID(id string) string {
	if alias := a.byID[id]; alias != nil {
		return alias.RowID
	}
	return id
}

// withCanonicalIDs returns an observation that names rows by their own ids, a copy where it does not do so itself.
func (a *aliases) withCanonicalIDs(o ingest.Observation) ingest.Observation {
	switch {
	case o.Event != nil:
		if a.byID[o.Event.ID] == nil && a.byID[o.Event.ParentID] == nil {
			return o
		}
		e := *o.Event
		if alias := a.byID[e.ID]; alias != nil && alias.ToolUseID != "" {
			e.ToolUseID = alias.ToolUseID
		}
		e.ID, e.ParentID = a.canonicalID(e.ID), a.canonicalID(e.ParentID)
		o.Event = &e
	case o.Usage != nil:
		u := *o.Usage
		u.ID, u.EventID = a.canonicalID(u.ID), a.canonicalID(u.EventID)
		o.Usage = &u
	case o.Stop != nil:
		s := *o.Stop
		s.Except = a.canonicalID(s.Except)
		o.Stop = &s
	case o.Message != nil && o.Message.Fingerprint != nil:
		if alias := a.byID[o.Message.SayingID()]; alias != nil && alias.RowID != o.Message.ID {
			m := *o.Message
			m.ID = alias.RowID
			o.Message = &m
		}
	}
	return o
}

// relink has the stored rows that refer to an id which turned out to be an alias refer to the row itself.
func (b *batch) relink() {
	if len(b.aliases.relinked.list) == 0 {
		return
	}
	for _, e := range b.events.all {
		if b.aliases.relinked.has[e.ParentID] {
			e.ParentID, e.changed = b.aliases.canonicalID(e.ParentID), true
		}
	}
	for _, u := range b.usages.all {
		if b.aliases.relinked.has[u.EventID] {
			u.EventID, u.changed = b.aliases.canonicalID(u.EventID), true
		}
	}
}
