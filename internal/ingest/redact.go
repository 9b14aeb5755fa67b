package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// Redact removes the secrets from all texts of an observation. The observation must belong to the caller alone.
func Redact(o *Observation) {
	if s := o.Session; s != nil {
		redactTexts(&s.TranscriptPath, &s.Cwd, &s.Title, &s.HandoffNotes, &s.RecommendedNext)
		redactMembers(s.Metadata)
	}
	if e := o.Event; e != nil {
		var known redacted
		if e.Message != nil {
			known = redacted{}
		}
		known.text(&e.Input)
		known.text(&e.Output)
		redactTexts(&e.Error)
		e.ToolInput = known.json(e.ToolInput)
		redactMembers(e.Context)
		if e.Message != nil {
			known.message(e.Message)
		}
	}
	if o.Message != nil {
		redacted{}.message(o.Message)
	}
}

// redacted holds texts of an observation without their secrets, by the texts: the message of an event repeats texts of the event. Where it is nil
// nothing is kept.
type redacted map[string]string

func (r redacted) text(text *string) {
	if len(*text) == 0 {
		return
	}
	clean, isKnown := r[*text]
	if !isKnown {
		clean = redact.Text(*text)
		r.keep(*text, clean)
	}
	*text = clean
}

// json redacts a value. JSON and a text are never the same here: what is kept of a value is kept behind a mark.
func (r redacted) json(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return value
	}
	key := "json\x00" + string(value)
	clean, isKnown := r[key]
	if !isKnown {
		clean = string(redact.JSON("", value))
		r.keep(key, clean)
	}
	return json.RawMessage(clean)
}

func (r redacted) keep(text, clean string) {
	if r != nil {
		r[text] = clean
	}
}

// message redacts the parts of a message. Arguments of a call are JSON, if they are valid.
func (r redacted) message(m *Message) {
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Type == model.PartCall && json.Valid([]byte(p.Text)) {
			p.Text = string(r.json(json.RawMessage(p.Text)))
		} else {
			r.text(&p.Text)
		}
		redactTexts(&p.Name)
		if p.Meta != nil {
			p.Meta = redact.JSON("", p.Meta)
		}
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
