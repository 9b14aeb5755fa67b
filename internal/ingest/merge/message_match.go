package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// Sources report an answer under ids of their own: a transcript by the agent's id of the message, a hook by none. Its text finds it. A message whose
// id the agent itself gave keeps it, whichever source comes first: a message that was reported without such an id is merged into it.

// sayings returns what is said in observations, as candidates for one message.
func sayings(observations []ingest.Observation) []*candidate {
	var list []*candidate
	for _, o := range observations {
		m := o.Message
		if m == nil || m.Fingerprint == nil {
			continue
		}
		list = append(list, &candidate{
			AliasRow: ingest.AliasRow{
				ID: m.SayingID(), RowID: m.ID, Fingerprint: m.Fingerprint.Key, Source: m.Fingerprint.Source, IsShared: m.Fingerprint.IsShared, At: m.At, Until: m.At,
			},
			within: m.Fingerprint.Within, repeated: m.Fingerprint.Repeated,
		})
	}
	return list
}

// matchSaying finds the message to which a text belongs.
func (a *aliases) matchSaying(c *candidate) {
	reported := &c.AliasRow
	if a.byID[reported.ID] != nil {
		return
	}
	if same := a.closest(c); same != nil && same.RowID != reported.RowID {
		if c.IsShared && !same.IsShared {
			a.takeOver(same.RowID, reported.RowID, reported.Fingerprint)
		} else {
			reported.RowID = same.RowID
		}
	}
	a.add(reported)
	a.found = append(a.found, reported)
}

// takeOver has all reports of a message be reports of another one.
func (a *aliases) takeOver(from, to, fingerprint string) {
	for _, alias := range a.byFingerprint[fingerprint] {
		if alias.RowID == from {
			alias.RowID = to
			a.found = append(a.found, alias)
		}
	}
	a.absorbed = append(a.absorbed, absorption{from, to})
}

// absorption is a message that turned out to be another one.
type absorption struct{ from, to string }

// absorbMessages merges messages into those that they turned out to be. It comes before observations are merged.
func (b *batch) absorbMessages() {
	for _, found := range b.aliases.absorbed {
		from := b.messages.byID[found.from]
		if from == nil {
			continue
		}
		to, isNew := b.messageOf(found.to, from.SessionID)
		to.touch(isNew, false)
		to.absorb(from)
	}
}
