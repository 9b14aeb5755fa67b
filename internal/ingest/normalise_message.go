package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

func normaliseMessage(m Message) (*Message, string) {
	normaliseIDs(&m.ID, &m.SessionID, &m.EventID, &m.Subagent)
	truncate(MaxID, &m.Model, &m.Source, (*string)(&m.FinishReason))
	normaliseInstants(&m.At)
	m.Position = max(m.Position, 0)
	m.Parts = slices.Clone(m.Parts[:min(len(m.Parts), MaxParts)])
	for i := range m.Parts {
		normalisePart(&m.Parts[i])
	}
	return &m, firstMissing("message_id", m.ID, "session_id", m.SessionID)
}

func normalisePart(p *Part) {
	normaliseIDs(&p.CallID)
	truncate(MaxSummary, &p.Name)
	p.Text = boundedPart(validText(p.Text))
	if len(p.Meta) > MaxMeta || len(p.Meta) > 0 && !json.Valid(p.Meta) {
		p.Meta = json.RawMessage(fmt.Sprintf(`{"omitted_bytes":%d}`, len(p.Meta)))
	}
	if p.Blob != nil {
		blob := *p.Blob
		truncate(MaxID, &blob.MIME)
		p.Blob = &blob
	}
}

// boundedPart returns a text of at most MaxPartText bytes: see shortenedText.
func boundedPart(text string) string { return shortenedText(text, MaxPartText) }

// markRoom is what shortenedText keeps free for its mark, in bytes.
const markRoom = 200

// shortenedText returns a text of at most limit bytes: of a longer one the beginning and the end, with a line between them that says how long the
// whole text is.
func shortenedText(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	kept := max(limit-markRoom, 0) / 2
	return strings.ToValidUTF8(text[:kept], "") + fmt.Sprintf("\n… [truncated from %d characters]\n", utf8.RuneCountInString(text)) +
		strings.ToValidUTF8(text[len(text)-kept:], "")
}

// WithPartsUpTo returns the observation with the parts of its message shortened to so many bytes each. Larger data are left out. The observation itself
// does not change.
func (o Observation) WithPartsUpTo(limit int) Observation {
	m := o.Message
	if o.Event != nil {
		m = o.Event.Message
	}
	if m == nil {
		return o
	}
	shortened := *m
	shortened.Parts = slices.Clone(m.Parts)
	for i := range shortened.Parts {
		p := &shortened.Parts[i]
		if len(p.Text) > limit {
			p.Text, p.IsCut = shortenedText(p.Text, limit), true
		}
		if len(p.Meta) > limit {
			p.Meta = nil
		}
		if p.Blob != nil && len(p.Blob.Data) > limit {
			p.Blob = &Blob{MIME: p.Blob.MIME, Bytes: p.Blob.Bytes}
		}
	}
	if o.Event == nil {
		return Observation{Message: &shortened}
	}
	event := *o.Event
	event.Message = &shortened
	return Observation{Event: &event}
}
