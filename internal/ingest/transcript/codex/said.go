package codex

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// reasoning adds what the model thought: its summary, where the rest is encrypted.
func (c *reader) reasoning(r record, out *transcript.Batch) {
	var texts []string
	for _, name := range []string{"summary", "content"} {
		jsonscan.Each(jsonscan.Get(r.payload, name), func(_ string, part gjson.Result) bool {
			if text := transcript.Whole(jsonscan.Get(part, "text")); text != "" {
				texts = append(texts, text)
			}
			return true
		})
	}
	if len(texts) == 0 {
		texts = []string{""}
	}
	key := cmp.Or(transcript.ID(jsonscan.Get(r.payload, "id")), string(r.at))
	m := transcript.Thoughts(ingest.MarkID(c.state.Own, "reasoning", key), c.state.Session, c.state.Subagent, r.at, texts)
	m.Model = c.state.model(c.state.Turn)
	out.AddMessage(m)
}

// added adds what Codex says to the model: what it injects in the place of the user, and what it says as the system. What a subagent is asked stands in
// the place of the user too.
func (c *reader) added(r record, out *transcript.Batch) {
	role, content := jsonscan.Get(r.payload, "role").Str, jsonscan.Get(r.payload, "content")
	kind, in := model.KindReminder, model.RoleSystem
	switch role {
	case "developer", "system":
	case "user":
		in = model.RoleUser
		if text := transcript.TextOf(transcript.Contents(content, "\n")); !isInjected(text) {
			if c.state.Subagent == "" {
				return
			}
			kind = model.KindPrompt
		}
	default:
		return
	}
	parts := contentParts(content, "\n")
	for i := range parts {
		if kind == model.KindReminder && parts[i].Type == model.PartText {
			parts[i].Type = model.PartReminder
		}
	}
	key := cmp.Or(transcript.ID(jsonscan.Get(r.payload, "id")), string(r.at)+"/"+role)
	out.AddMessage(ingest.Message{
		ID: ingest.MarkID(c.state.Own, string(kind), key), SessionID: c.state.Session, Subagent: c.state.Subagent, At: r.at, Role: in, Kind: kind, Parts: parts,
	})
}

// compacted adds the summary that takes the place of the conversation before it.
func (c *reader) compacted(r record, out *transcript.Batch) {
	p := ingest.TextPart(0, model.PartCompaction, transcript.Whole(jsonscan.Get(r.payload, "message")))
	out.AddMessage(ingest.Message{
		ID: ingest.MarkID(c.state.Own, "compacted", string(r.at)), SessionID: c.state.Session, Subagent: c.state.Subagent, At: r.at, Role: model.RoleUser,
		Kind: model.KindCompaction, Parts: []ingest.Part{p},
	})
}

// contentParts returns the parts of a content. Pictures of the user's own machine are files.
func contentParts(content gjson.Result, separator string) []ingest.Part {
	parts := transcript.Contents(content, separator)
	jsonscan.Each(content, func(_ string, part gjson.Result) bool {
		if plain(jsonscan.Get(part, "type")) == "localimage" {
			parts = append(parts, filePart(len(parts), pathOf(jsonscan.Get(part, "path"))))
		}
		return len(parts) < ingest.MaxParts
	})
	return parts
}

// eventParts returns what an event says that a user typed.
func eventParts(payload gjson.Result) []ingest.Part {
	parts := transcript.Contents(jsonscan.Get(payload, "message"), "")
	jsonscan.Each(jsonscan.Get(payload, "images"), func(_ string, url gjson.Result) bool {
		picture := gjson.Result{Type: gjson.JSON, Raw: `{"image_url":` + url.Raw + `}`}
		for _, p := range transcript.Contents(picture, "") {
			p.Number = len(parts)
			parts = append(parts, p)
		}
		return len(parts) < ingest.MaxParts
	})
	jsonscan.Each(jsonscan.Get(payload, "local_images"), func(_ string, path gjson.Result) bool {
		parts = append(parts, filePart(len(parts), pathOf(path)))
		return len(parts) < ingest.MaxParts
	})
	return parts
}

// typedParts returns what a user typed in a message that the model reads, as typedText does.
func typedParts(message gjson.Result) []ingest.Part {
	text := typedText(message)
	var parts []ingest.Part
	if text != "" && text != "[image]" {
		parts = append(parts, ingest.TextPart(0, model.PartText, text))
	}
	for _, p := range transcript.Contents(jsonscan.Get(message, "content"), "") {
		if p.Type != model.PartText {
			p.Number = len(parts)
			parts = append(parts, p)
		}
	}
	return parts
}

func filePart(number int, path string) ingest.Part {
	p := ingest.TextPart(number, model.PartFile, path)
	p.Name = path
	return p
}
