package codex

import (
	"cmp"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// itemCompleted reads an item of a turn that is complete (TurnItem in codex-rs/protocol/src/items.rs). In files that are numbered these items take
// the place of most events.
func (c *reader) itemCompleted(r record, out *transcript.Batch) {
	item := jsonscan.Get(r.payload, "item")
	if !item.IsObject() {
		out.Malformed("its item is no object")
		return
	}
	c.state.HasItems = true
	switch kind := plain(jsonscan.Get(item, "type")); kind {
	case "usermessage":
		c.userItem(r, item, out)
	case "agentmessage":
		text := transcript.TextOf(transcript.Contents(jsonscan.Get(item, "content"), "\n"))
		c.message(message{id: transcript.ID(jsonscan.Get(item, "id")), text: text, phase: jsonscan.Get(item, "phase"), form: formItem}, r.at, out)
	case "reasoning":
		// A summary of what is encrypted.
	case "plan":
		c.checkPoint("Plan", "plan", itemKey(r, item), transcript.Text(jsonscan.Get(item, "text")), r.at, out)
	case "hookprompt":
		c.checkPoint("HookPrompt", "hook prompt", itemKey(r, item), transcript.JoinedText(jsonscan.Get(item, "fragments")), r.at, out)
	case "contextcompaction":
		c.checkPoint("Compact", "compact", itemKey(r, item), "", r.at, out)
	case "subagentactivity":
		c.activity(r, item, out)
	default:
		if !c.completedCall(kind, r, item, out) {
			out.Ignore("item_completed " + transcript.Truncate(jsonscan.Get(item, "type").String(), transcript.MaxKind))
		}
	}
}

// itemKey distinguishes items of one kind: their id, or their time.
func itemKey(r record, item gjson.Result) string {
	return cmp.Or(transcript.ID(jsonscan.Get(item, "id")), string(r.at))
}
