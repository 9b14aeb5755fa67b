package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// Redact removes the secrets from all texts of an observation. The observation must belong to the caller alone.
func Redact(o *Observation) {
	if s := o.Session; s != nil {
		redactTexts(&s.TranscriptPath, &s.Cwd, &s.Title, &s.HandoffNotes, &s.RecommendedNext)
		redactMembers(s.Metadata)
	}
	if e := o.Event; e != nil {
		redactTexts(&e.Input, &e.Output, &e.Error)
		e.ToolInput = redact.JSON("", e.ToolInput)
		redactMembers(e.Context)
	}
}

func redactTexts(texts ...*string) {
	for _, text := range texts {
		*text = redact.Text(*text)
	}
}

func redactMembers(members map[string]json.RawMessage) {
	for name, value := range members {
		members[name] = redact.JSON(name, value)
	}
}
