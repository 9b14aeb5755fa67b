package transcript

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Answer returns what an agent said as a message, which other sources find by its text. id is that of the event of the message.
func Answer(id, session, subagent string, at model.Instant, text string) ingest.Message {
	return ingest.Message{
		ID: id, EventID: id, SessionID: session, Subagent: subagent, At: at, Role: model.RoleAssistant, Kind: model.KindAnswer,
		Parts:       []ingest.Part{ingest.TextPart(answerNumber, model.PartText, text)},
		Fingerprint: ingest.AnswerFingerprint(source, session, subagent, text, true),
	}
}

// Thoughts returns what a model thought as parts of a message. A thought without a text is encrypted.
func Thoughts(id, session, subagent string, at model.Instant, texts []string) ingest.Message {
	m := ingest.Message{ID: id, SessionID: session, Subagent: subagent, At: at, Role: model.RoleAssistant, Kind: model.KindAnswer}
	for i, text := range texts[:min(len(texts), answerNumber)] {
		p := ingest.TextPart(i, model.PartReasoning, text)
		if text == "" {
			p.Meta = Quoted(map[string]bool{"encrypted": true})
		}
		m.Parts = append(m.Parts, p)
	}
	return m
}

// answerNumber is the place of a text in its message: behind what the model thought before, of which there may be more in a later record.
const answerNumber = 500

// Contents returns the texts, the pictures and the documents of a content as parts: a text, a block, or a list of these. Texts that follow each other
// are one part, with a separator between them.
func Contents(content gjson.Result, separator string) []ingest.Part {
	var parts []ingest.Part
	add := func(block gjson.Result) {
		p, isMedia := toolcall.Media(block)
		text := Whole(block)
		if block.IsObject() && !jsonscan.Get(block, "thought").Bool() {
			text = Whole(jsonscan.Get(block, "text"))
		}
		last := len(parts) - 1
		switch {
		case isMedia:
			p.Number = len(parts)
			parts = append(parts, p)
		case text == "":
		case last >= 0 && parts[last].Type == model.PartText:
			parts[last].Text += separator + text
		default:
			parts = append(parts, ingest.TextPart(len(parts), model.PartText, text))
		}
	}
	if !content.IsArray() {
		add(content)
		return parts
	}
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		add(block)
		return len(parts) < ingest.MaxParts
	})
	return parts
}

// TextOf returns the texts among parts.
func TextOf(parts []ingest.Part) string {
	text := ""
	for _, p := range parts {
		if p.Type == model.PartText {
			text += p.Text
		}
	}
	return text
}

// Prompted returns a prompt as a message, nil for nothing.
func Prompted(parts []ingest.Part) *ingest.Message {
	if len(parts) == 0 {
		return nil
	}
	return &ingest.Message{Kind: model.KindPrompt, Role: model.RoleUser, Parts: parts}
}
