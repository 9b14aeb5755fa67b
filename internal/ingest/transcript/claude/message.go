package claude

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// say adds a message that a record is, which is no event. key makes its id, with the kind.
func (c *reader) say(r record, kind model.MessageKind, role model.Role, key string, parts []ingest.Part, out *transcript.Batch) {
	if r.isRepeated || r.session != c.state.Session {
		return // a copy, or a remark on a session that may never come
	}
	out.AddMessage(ingest.Message{
		ID: ingest.MarkID(r.session, string(kind), key), SessionID: r.session, Subagent: r.branch, At: r.at, Role: role, Kind: kind, Parts: parts,
	})
}

// answerPart adds a part of an answer: a text, or what the model thought. A message is written as several records, one for each of its blocks: the
// parts of all of them are one message.
func (c *reader) answerPart(r record, a answer, modelName string, p ingest.Part, out *transcript.Batch) {
	p.Number = c.partNumber(r, a.Key)
	m := ingest.Message{
		ID: ingest.MessageID(r.session, a.Key), SessionID: r.session, Subagent: r.branch, At: r.at, Role: model.RoleAssistant, Kind: model.KindAnswer,
		Model: modelName, FinishReason: finishReason(r.stop), Parts: []ingest.Part{p},
	}
	if p.Type == model.PartText {
		m.EventID = m.ID
		m.Fingerprint = ingest.AnswerFingerprint(ingest.SourceTranscript, r.session, r.branch, p.Text, true)
	}
	out.AddMessage(m)
}

// partNumber returns the place of the next part of an answer: behind those of the records that were read before, the same for a record that is
// written twice.
func (c *reader) partNumber(r record, key string) int {
	records, _ := c.state.Parts.Get(key)
	name := r.uuid
	if name == "" {
		name = string(r.at) + "/" + promptHash(r.message.Raw)
	}
	place := slices.Index(records, name)
	if place < 0 {
		place = len(records)
		c.state.Parts.Put(key, append(slices.Clone(records), name), maxAnswers)
	}
	c.blocks++
	return place*blocksOfRecord + c.blocks - 1
}

// blocksOfRecord is more than the blocks of a record are. Nearly all records have one.
const blocksOfRecord = 100

// finishReason returns why the model stopped, in the words of OpenTelemetry.
func finishReason(stop string) model.FinishReason {
	switch stop {
	case "end_turn", "stop_sequence", "pause_turn":
		return model.FinishStop
	case "max_tokens", "model_context_window_exceeded":
		return model.FinishLength
	case "tool_use":
		return model.FinishToolCall
	case "refusal":
		return model.FinishContentFilter
	default:
		return ""
	}
}

// reasoning adds what the model thought. It may be encrypted.
func (c *reader) reasoning(r record, a answer, modelName string, block gjson.Result, out *transcript.Batch) {
	p := ingest.TextPart(0, model.PartReasoning, transcript.Whole(jsonscan.Get(block, "thinking")))
	if p.Text == "" {
		p.Meta = transcript.Quoted(map[string]bool{"encrypted": true})
	}
	c.answerPart(r, a, modelName, p, out)
}

// promptParts returns what a message in the place of the user consists of. Reminders that the program adds for the model are parts of their own.
func promptParts(content gjson.Result) []ingest.Part {
	var parts []ingest.Part
	add := func(p ingest.Part) {
		p.Section, p.Number = model.SectionBody, len(parts)
		parts = append(parts, p)
	}
	if content.Type == gjson.String {
		addTexts(transcript.Whole(content), add)
		return parts
	}
	jsonscan.Each(content, func(_ string, block gjson.Result) bool {
		if p, ok := toolcall.Media(block); ok {
			add(p)
		} else if text := jsonscan.Get(block, "text"); text.Type == gjson.String {
			addTexts(transcript.Whole(text), add)
		}
		return len(parts) < ingest.MaxParts
	})
	return parts
}

// addTexts adds a text as the user typed it, and the reminders in it.
func addTexts(text string, add func(ingest.Part)) {
	text, reminders := withoutReminders(text)
	switch {
	case strings.TrimSpace(text) == "":
	case speech.IsFromUser(text):
		add(ingest.TextPart(0, model.PartText, speech.AsTyped(text)))
	default:
		add(ingest.TextPart(0, model.PartReminder, text))
	}
	for _, reminder := range reminders {
		add(ingest.TextPart(0, model.PartReminder, reminder))
	}
}

// withoutReminders divides a text into what stands outside of reminders and these.
func withoutReminders(text string) (rest string, reminders []string) {
	open, end := "<"+speech.Aside+">", "</"+speech.Aside+">"
	for len(reminders) < ingest.MaxParts {
		before, behind, isOpen := strings.Cut(text, open)
		inner, after, isClosed := strings.Cut(behind, end)
		if !isOpen || !isClosed {
			break
		}
		reminders = append(reminders, strings.TrimSpace(inner))
		rest, text = rest+before, after
	}
	if len(reminders) == 0 {
		return text, nil
	}
	return strings.TrimSpace(rest + text), reminders
}

// asksSubagent adds what a subagent is asked, which is no prompt of the user.
func (c *reader) asksSubagent(r record, content gjson.Result, out *transcript.Batch) {
	c.say(r, model.KindPrompt, model.RoleUser, cmp.Or(r.uuid, string(r.at)), promptParts(content), out)
}

// added adds what the program or somebody else says in the place of the user.
func (c *reader) added(r record, content gjson.Result, out *transcript.Batch) {
	kind, part := model.KindNotice, model.PartText
	if r.meta {
		kind, part = model.KindReminder, model.PartReminder
	}
	parts := promptParts(content)
	for i := range parts {
		if parts[i].Type == model.PartText || parts[i].Type == model.PartReminder {
			parts[i].Type = part
		}
	}
	c.say(r, kind, model.RoleUser, cmp.Or(r.uuid, string(r.at)), parts, out)
}

// compacted adds the summary that takes the place of the conversation before it. It belongs to the mark of the compaction, which precedes it.
func (c *reader) compacted(r record, content gjson.Result, out *transcript.Batch) {
	key := cmp.Or(r.uuid, string(r.at))
	if c.state.Compaction != "" {
		key, c.state.Compaction = c.state.Compaction, ""
	}
	if r.isRepeated {
		return
	}
	parts := promptParts(content)
	for i := range parts {
		parts[i].Number++
		if parts[i].Type != model.PartBlob {
			parts[i].Type = model.PartCompaction
		}
	}
	out.AddMessage(ingest.Message{
		ID: ingest.MarkID(r.session, compactionMark, key), SessionID: r.session, Subagent: r.branch, At: r.at, Role: model.RoleUser, Kind: model.KindCompaction,
		Parts: parts,
	})
}

// compactionMark names the event of a compaction.
const compactionMark = "compact"

// queued adds a prompt that waits until the agent takes it up.
func (c *reader) queued(r record, content string, out *transcript.Batch) {
	if content == "" || jsonscan.Get(r.whole, "operation").Str != "enqueue" {
		return
	}
	key := string(r.at) + "\x00" + promptHash(content)
	c.say(r, model.KindQueued, model.RoleUser, key, []ingest.Part{ingest.TextPart(0, model.PartQueued, speech.AsTyped(content))}, out)
}
