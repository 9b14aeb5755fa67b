package merge

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// message is a row of messages with its parts.
type message struct {
	*ingest.MessageRow
	rowState
	parts map[partKey]*part
}

// partKey is the place of a part in its message.
type partKey struct {
	section model.Section
	number  int
}

// part is a row of parts.
type part struct {
	*ingest.PartRow
	rowState
	// isReplaced says that the stored text is not that of the part any more.
	isReplaced bool
}

func (m *memory) addStoredMessage(row *ingest.MessageRow) {
	stored := &message{MessageRow: row, parts: map[partKey]*part{}}
	for _, p := range row.Parts {
		stored.parts[partKey{p.Section, p.Number}] = &part{PartRow: p}
	}
	m.messages.add(row.ID, stored)
}

// mergeEventMessage merges what an event says of its message. The event has been merged: its row has the id by which all sources find it.
func (b *batch) mergeEventMessage(o *ingest.Event, e *event) bool {
	if o.Message == nil {
		return b.followEvent(e)
	}
	m := *o.Message
	m.ID, m.EventID, m.SessionID, m.Subagent, m.At, m.Source = e.ID, e.ID, e.SessionID, e.Subagent, o.At, o.Source
	if m.Model == "" {
		m.Model = o.Model
	}
	row, isNew := b.messageOf(m.ID, m.SessionID)
	return row.touch(isNew, row.merge(&m, b.now)) != ingest.Unchanged
}

// followEvent has the message of an event be where the event is.
func (b *batch) followEvent(e *event) bool {
	row := b.messages.byID[e.ID]
	return row != nil && row.touch(false, setIfEmpty(&row.Subagent, e.Subagent)) != ingest.Unchanged
}

// mergeMessage merges a reported message into its row. It makes no session: that of which nothing else is reported is none.
func (b *batch) mergeMessage(o *ingest.Message) ingest.Outcome {
	row, isNew := b.messageOf(o.ID, o.SessionID)
	return row.touch(isNew, row.merge(o, b.now))
}

// messageOf returns the row of a message, a new one where there is none.
func (m *memory) messageOf(id, sessionID string) (row *message, isNew bool) {
	if row = m.messages.byID[id]; row != nil {
		return row, false
	}
	row = &message{rowState: rowState{isNew: true}, MessageRow: &ingest.MessageRow{ID: id, SessionID: sessionID}, parts: map[partKey]*part{}}
	m.messages.add(id, row)
	return row, true
}

// merge merges what is reported into the row, and reports whether that changed it. What describes the message is that of the best source.
func (m *message) merge(o *ingest.Message, now model.Instant) bool {
	var c anyChange
	c.or(m.describe(o, now))
	c.or(setIfEmpty(&m.Subagent, o.Subagent))
	c.or(setIfEmpty(&m.FinishReason, o.FinishReason))
	if o.Source != ingest.SourceTranscript && o.Source != "" && !m.IsWitnessed {
		m.IsWitnessed, c = true, true
	}
	for _, section := range sectionsOf(o.Parts) {
		c.or(m.mergeSection(section, o))
	}
	return bool(c)
}

// describe merges what describes the message: that of a better source replaces it, and of one source the first in its text counts.
func (m *message) describe(o *ingest.Message, now model.Instant) bool {
	var c anyChange
	switch {
	case m.isNew && m.Source == "" || rank(o.Source) > rank(m.Source):
		m.Source, m.At, m.Position = o.Source, o.At, o.Position
		m.Role, m.Kind = o.Role, o.Kind
		replace(&m.EventID, o.EventID)
		replace(&m.Model, o.Model)
		if m.At == "" {
			m.At = now
		}
		return true
	case o.Source == m.Source:
		if o.At != "" && (o.At.Compare(m.At) < 0 || o.At == m.At && o.Position < m.Position) {
			m.At, m.Position, c = o.At, o.Position, true
		}
		c.or(setIfEmpty(&m.Role, o.Role))
		c.or(setIfEmpty(&m.Kind, o.Kind))
	}
	c.or(setIfEmpty(&m.Model, o.Model))
	c.or(setIfEmpty(&m.EventID, o.EventID))
	return bool(c)
}

// sectionsOf returns the sections of parts, each once.
func sectionsOf(parts []ingest.Part) []model.Section {
	var sections []model.Section
	for _, p := range parts {
		if !slices.Contains(sections, p.Section) {
			sections = append(sections, p.Section)
		}
	}
	return sections
}

// mergeSection merges the parts of a section. Those of a better report take the place of the stored ones; reports that are as good, such as those of
// the records of one message, add up.
func (m *message) mergeSection(section model.Section, o *ingest.Message) bool {
	reported, known := reportRank(o, section), -1
	for _, p := range m.parts {
		if p.Section == section && !p.isDeleted {
			known = worse(known, partRank(p.Source, p.IsCut))
		}
	}
	if reported < known {
		return false
	}
	var c anyChange
	if reported > known {
		c.or(m.dropOthers(section, o.Parts))
	}
	for i := range o.Parts {
		if p := &o.Parts[i]; p.Section == section {
			c.or(m.mergePart(p, o.Source, reported > known))
		}
	}
	return bool(c)
}

// dropOthers deletes the parts of a section that a better report does not have.
func (m *message) dropOthers(section model.Section, reported []ingest.Part) bool {
	kept := map[partKey]bool{}
	for _, p := range reported {
		kept[partKey{p.Section, p.Number}] = true
	}
	dropped := false
	for key, p := range m.parts {
		if key.section == section && !kept[key] && !p.isDeleted {
			p.delete()
			dropped = true
		}
	}
	return dropped
}

// mergePart merges a part. Of two that are as good the longer one is kept, and of two with the same length any one, but always the same.
func (m *message) mergePart(o *ingest.Part, source string, isBetter bool) bool {
	key := partKey{o.Section, o.Number}
	stored := m.parts[key]
	if stored == nil || stored.isDeleted && stored.ID == 0 {
		m.parts[key] = &part{rowState: rowState{isNew: true, changed: true}, PartRow: &ingest.PartRow{Part: *o, MessageID: m.ID, Source: source}}
		return true
	}
	isSame := !stored.isDeleted && stored.Digest == o.Digest && stored.Size == o.Size
	isSmaller := o.Size < stored.Size || o.Size == stored.Size && o.Digest <= stored.Digest
	switch {
	case !isBetter && !stored.isDeleted && isSmaller:
		return false
	case isSame: // another source says the same
		stored.Source, stored.IsCut, stored.changed = source, o.IsCut, true
		stored.IsTextKept = stored.ID != 0 && !stored.isReplaced
		return true
	default:
		stored.Part, stored.Source, stored.changed, stored.isDeleted = *o, source, true, false
		stored.IsTextKept, stored.isReplaced = false, true
		return true
	}
}

// absorb merges a message that turned out to be another report of this one.
func (m *message) absorb(other *message) {
	o := ingest.Message{
		ID: m.ID, EventID: other.EventID, SessionID: m.SessionID, Subagent: other.Subagent, At: other.At, Position: other.Position, Role: other.Role, Kind: other.Kind,
		Model: other.Model, FinishReason: other.FinishReason, Source: other.Source,
	}
	m.touch(false, m.merge(&o, other.At))
	other.delete()
}

// outdate has whatever is reported of the message next take the place of what transcripts reported.
func (m *message) outdate() {
	if m.Source == ingest.SourceTranscript {
		m.Source, m.changed = "", true
	}
	for _, p := range m.parts {
		if p.Source == ingest.SourceTranscript {
			p.Source, p.IsTextKept, p.changed, m.changed = "", true, true, true
		}
	}
}

// addTo adds what has to be stored of the message.
func (m *message) addTo(c *ingest.Changes) {
	switch {
	case m.isDeleted && !m.isNew:
		c.Deleted.Messages = append(c.Deleted.Messages, m.ID)
		return
	case m.isDeleted || !m.changed:
		return
	}
	m.Revision++
	upsert(&c.Messages, m.isNew, m.MessageRow)
	for _, key := range m.sortedParts() {
		p := m.parts[key]
		switch {
		case p.isDeleted && p.ID != 0:
			c.Deleted.Parts = append(c.Deleted.Parts, p.ID)
		case !p.isDeleted && p.changed:
			upsert(&c.Parts, p.isNew, p.PartRow)
			if p.Blob != nil && p.Blob.Data != nil {
				c.Blobs = append(c.Blobs, p.Blob)
			}
		}
	}
}

// sortedParts returns the places of the parts in their order.
func (m *message) sortedParts() []partKey {
	return slices.SortedFunc(maps.Keys(m.parts), func(a, b partKey) int {
		return cmp.Or(strings.Compare(string(a.section), string(b.section)), cmp.Compare(a.number, b.number))
	})
}

// rank orders sources by how much they know of a message: a transcript has all of it, a hook what the agent handed over, and telemetry what it was
// allowed to send.
func rank(source string) int {
	switch source {
	case ingest.SourceTranscript:
		return 4
	case ingest.SourceHook:
		return 3
	case ingest.SourceTelemetry:
		return 2
	case ingest.SourceAPI:
		return 1
	default:
		return 0
	}
}

// completeRank is what a source with all of a text is better than the best one with a piece of it.
const completeRank = 8

func partRank(source string, isCut bool) int {
	if isCut {
		return rank(source)
	}
	return completeRank + rank(source)
}

// reportRank returns the rank of what a report says of a section.
func reportRank(o *ingest.Message, section model.Section) int {
	of := -1
	for _, p := range o.Parts {
		if p.Section == section {
			of = worse(of, partRank(o.Source, p.IsCut))
		}
	}
	return of
}

// worse returns the lower of two ranks, of which -1 is none.
func worse(a, b int) int {
	if a < 0 {
		return b
	}
	return min(a, b)
}
