package codex

import (
	"cmp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// record is one line of a rollout (RolloutLine in codex-rs/history/src/rollout_payload.rs).
type record struct {
	kind string
	// event is the type of an event or of an item of the conversation.
	event   string
	payload gjson.Result
	at      model.Instant
	// ordinal is the number of the record in its thread, noOrdinal where it is not known or of no interest.
	ordinal int64
	// thread and turn are what the record says that it belongs to, "" where it does not say.
	thread, turn string
}

const noOrdinal = -1

// parse reads a line. ok is false for one that is malformed, which is counted.
func (c *reader) parse(line []byte, out *transcript.Batch) (r record, ok bool) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		out.Tally.Broken++
		return record{}, false
	}
	r = record{kind: transcript.Truncate(jsonscan.Get(whole, "type").String(), transcript.MaxKind), payload: jsonscan.Get(whole, "payload"), ordinal: noOrdinal}
	if isRead(r.kind) && !r.payload.IsObject() {
		out.Malformed("its payload is no object")
		return record{}, false
	}
	if c.state.Until > 0 { // only then it matters
		r.ordinal = parseOrdinal(jsonscan.Get(whole, "ordinal"))
	}
	at := transcript.Instant(jsonscan.Get(whole, "timestamp"))
	if at.Compare(c.state.At) > 0 {
		c.state.At = at
	}
	r.at = cmp.Or(at, c.state.At, c.from.Changed)
	r.setPlace()
	return r, true
}

// isRead reports whether records of a kind are read.
func isRead(kind string) bool {
	switch kind {
	case "session_meta", "turn_context", "response_item", "event_msg", "token_usage_record":
		return true
	default:
		return false
	}
}

// setPlace reads the type of the payload, and which turn and thread it names. Of frequent records that name neither it looks for none.
func (r *record) setPlace() {
	switch r.kind {
	case "response_item", "event_msg":
		r.event = transcript.Truncate(jsonscan.Get(r.payload, "type").String(), transcript.MaxKind)
	}
	switch {
	case r.event == "reasoning", r.event == "token_count", r.event == "agent_reasoning":
	case r.kind == "response_item":
		r.turn = transcript.ID(jsonscan.Get(jsonscan.Get(r.payload, "internal_chat_message_metadata_passthrough"), "turn_id"))
	case r.kind == "token_usage_record", r.event == "item_completed", r.event == "thread_settings_applied":
		found := jsonscan.Several(r.payload, "turn_id", "thread_id")
		r.turn, r.thread = transcript.ID(found[0]), transcript.ID(found[1])
	case r.kind == "turn_context", r.kind == "event_msg":
		r.turn = transcript.ID(jsonscan.Get(r.payload, "turn_id"))
	}
}

// parseOrdinal returns an ordinal, which some versions write as a text; noOrdinal where the value is none.
func parseOrdinal(value gjson.Result) int64 {
	if value.Type == gjson.String {
		value = gjson.Parse(value.Str)
	}
	if n := value.Float(); value.Type == gjson.Number && n >= 0 && n < 1<<53 {
		return int64(n)
	}
	return noOrdinal
}

// member returns a member of an item by its name in snake case. Items write some names in camel case: it depends on the type of the item, and
// on the version (rename_all in codex-rs/protocol/src/items.rs).
func member(item gjson.Result, name string) gjson.Result {
	if value := jsonscan.Get(item, name); value.Exists() || !strings.Contains(name, "_") {
		return value
	}
	var camel strings.Builder
	for i, word := range strings.Split(name, "_") {
		if i > 0 && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		camel.WriteString(word)
	}
	return jsonscan.Get(item, camel.String())
}

// plain returns a word in lower case and without underscores: InProgress, inProgress and in_progress are one.
func plain(word gjson.Result) string {
	return strings.ToLower(strings.ReplaceAll(transcript.Truncate(word.Str, transcript.MaxKind), "_", ""))
}
