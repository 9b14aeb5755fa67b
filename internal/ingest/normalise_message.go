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

// boundedPart returns a text of at most MaxPartText bytes: of a longer one the beginning and the end, with a line between them that says how long the
// whole text is.
func boundedPart(text string) string {
	if len(text) <= MaxPartText {
		return text
	}
	const kept = MaxPartText/2 - 100
	return strings.ToValidUTF8(text[:kept], "") + fmt.Sprintf("\n… [truncated from %d characters]\n", utf8.RuneCountInString(text)) +
		strings.ToValidUTF8(text[len(text)-kept:], "")
}
