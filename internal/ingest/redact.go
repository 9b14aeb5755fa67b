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
			known = redacted{texts: map[string]string{}, values: map[string]string{}}
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

// redacted holds what is known without its secrets, by what it was: the message of an event repeats texts of the event, and its arguments. The zero value
// keeps nothing.
type redacted struct{ texts, values map[string]string }

func (r redacted) text(text *string) {
	if *text == "" {
		return
	}
	clean, isKnown := r.texts[*text]
	if !isKnown {
		clean = redact.Text(*text)
		if r.texts != nil {
			r.texts[*text] = clean
		}
	}
	*text = clean
}

// json redacts a value in JSON.
func (r redacted) json(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return value
	}
	clean := redact.JSON("", value)
	if r.values != nil {
		r.values[string(value)] = string(clean)
	}
	return clean
}

// arguments redacts what a tool was given: JSON, or any text.
func (r redacted) arguments(text *string) {
	if clean, isKnown := r.values[*text]; isKnown {
		*text = clean
	} else if json.Valid([]byte(*text)) {
		*text = string(redact.JSON("", json.RawMessage(*text)))
	} else {
		r.text(text)
	}
}

// message redacts the parts of a message.
func (r redacted) message(m *Message) {
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Type == model.PartCall {
			r.arguments(&p.Text)
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
