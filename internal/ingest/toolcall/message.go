package toolcall

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Message returns the call as a message: what the tool was given and what it returned, each as far as the source knows it. id is the agent's own
// id of the call.
func (c Call) Message(id string) *ingest.Message {
	m := &ingest.Message{Kind: model.KindCall, Role: model.RoleAssistant}
	if c.Input.Exists() {
		m.Parts = append(m.Parts, c.callPart(id))
	}
	if c.Result.Exists() {
		m.Parts = append(m.Parts, c.responseParts(id)...)
	}
	if len(m.Parts) == 0 {
		return nil
	}
	return m
}

func (c Call) callPart(id string) ingest.Part {
	p := ingest.Part{Section: model.SectionCall, Type: model.PartCall, CallID: id, Name: strings.Clone(c.Tool)}
	if c.Input.Type == gjson.String {
		p.Text = strings.Clone(c.Input.Str)
	} else {
		p.Text = withoutEncoded(withoutData(strings.Clone(c.Input.Raw)))
	}
	p.IsCut = isPiece(c.Input)
	return p
}

// responseParts returns what a tool returned: its text, and pictures and documents behind it.
func (c Call) responseParts(id string) []ingest.Part {
	response := ingest.Part{Section: model.SectionResponse, Type: model.PartResponse, CallID: id, Name: strings.Clone(c.Tool), IsCut: isPiece(c.Result)}
	facts := c.Facts
	if !facts.IsObject() {
		facts = c.Result
	}
	response.Meta = structured(facts)
	var blobs []ingest.Part
	response.Text, blobs = wholeResult(c.Result)
	for i := range blobs {
		blobs[i].Section, blobs[i].Number, blobs[i].CallID = model.SectionResponse, i+1, id
	}
	return append([]ingest.Part{response}, blobs...)
}

// isPiece reports whether a value is a text that its source truncated.
func isPiece(value gjson.Result) bool {
	return value.Type == gjson.String && ingest.IsTruncated(value.Str)
}

// LaterResponse returns what a call that went on in the background returned in the end.
func LaterResponse(id, tool, text string) *ingest.Message {
	return &ingest.Message{Kind: model.KindCall, Role: model.RoleAssistant, Parts: []ingest.Part{{
		Section: model.SectionResponse, Number: ingest.MaxParts, Type: model.PartResponse, CallID: id, Name: tool, Text: text,
	}}}
}

// wholeResult returns the text of a result, and the pictures and documents in it.
func wholeResult(result gjson.Result) (string, []ingest.Part) {
	switch {
	case result.Type == gjson.String:
		return strings.Clone(wrapped(result)), nil
	case result.IsArray():
		if text, blobs, ok := contents(result); ok {
			return text, blobs
		}
	case result.IsObject():
		for _, name := range answers {
			if list := jsonscan.Get(result, name); list.IsArray() {
				if text, blobs, _ := contents(list); len(blobs) > 0 {
					return text, blobs
				}
			}
		}
		if p, ok := Media(result); ok {
			return "", []ingest.Part{p}
		}
		if text := answer(result); text != "" {
			return strings.Clone(withoutData(text)), nil
		}
	}
	return wholeJSON(result), nil
}

// contents returns the text of a list of blocks, and the pictures and documents in it. ok is false where none of its blocks is known.
func contents(list gjson.Result) (text string, blobs []ingest.Part, ok bool) {
	var texts []string
	jsonscan.Each(list, func(_ string, block gjson.Result) bool {
		if p, isMedia := Media(block); isMedia {
			blobs = append(blobs, p)
		} else if text := part(block); text != "" {
			texts = append(texts, text)
		}
		return len(blobs) < ingest.MaxParts-1
	})
	return strings.Clone(strings.Join(texts, "\n")), blobs, len(texts)+len(blobs) > 0 // of one text Join makes no copy
}

// wholeJSON returns a value as JSON without white space, "" for an empty one.
func wholeJSON(value gjson.Result) string {
	switch value.Raw {
	case "", "null", `""`, "{}", "[]":
		return ""
	}
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(value.Raw)) != nil {
		return strings.Clone(value.Raw)
	}
	return withoutEncoded(withoutData(compact.String()))
}

// longestFact is the length in characters of the longest text that is kept of what a source states beside a result: longer ones repeat the result.
const longestFact = 2000

// structured returns what a source states of a result in members, with its long texts cut; nil for anything but an object.
func structured(facts gjson.Result) json.RawMessage {
	if !facts.IsObject() || facts.Raw == "{}" {
		return nil
	}
	if len(facts.Raw) <= longestFact {
		return json.RawMessage(strings.Clone(facts.Raw))
	}
	cut, isSmall := shortening.Apply(facts)
	if !isSmall {
		return nil
	}
	return cut
}

// shortening leaves out a whole file as it was before the call.
var shortening = jsonscan.Shortening{
	Longest: longestFact, Most: ingest.MaxMeta, LeftOut: "originalFile",
	Text: func(text string) string { return ingest.Truncate(withoutData(text), longestFact) },
}
