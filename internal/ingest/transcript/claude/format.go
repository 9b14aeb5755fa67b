// Package claude reads the sessions of Claude Code and the files of their subagents.
package claude

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// version is raised when other rows are read of the same file: see transcript.Format.
const version = 3

// Format returns the format of Claude Code's files: one record a line, with an envelope of uuid, parentUuid and sessionId, and messages
// as the Anthropic API has them.
func Format() transcript.Format {
	return transcript.Format{
		Name: "claude-code", Version: version, Agent: program, Recognise: recognise, Identify: identify,
		New: newReader,
	}
}

// recognise reports whether a file is one of Claude Code. Other agents write the same envelope, so the first message decides: only
// Claude Code's has a content. A file without a message is recognised by a record that only Claude Code writes.
func recognise(b transcript.Beginning) bool {
	known := false
	for record := range b.Records() {
		switch kind := jsonscan.Get(record, "type").Str; kind {
		case "user", "assistant":
			return isMessage(record)
		default:
			known = known || isOtherRecord(kind, record)
		}
	}
	return known
}

// isMessage reports whether a record is a message of Claude Code. Some tools that make such files leave out the sessionId. The stream of the SDK
// names it session_id: Claude Desktop writes it beside the session, as audit.jsonl.
func isMessage(record gjson.Result) bool {
	if !isText(record, "sessionId") && (!isText(record, "uuid") || !isText(record, "timestamp") || isText(record, "session_id")) {
		return false
	}
	content := jsonscan.Get(jsonscan.Get(record, "message"), "content")
	return content.IsArray() || content.Type == gjson.String
}

// isOtherRecord reports whether a record that is no message is of a kind that only Claude Code writes.
func isOtherRecord(kind string, record gjson.Result) bool {
	switch kind {
	case "summary":
		return isText(record, "leafUuid")
	case "file-history-snapshot", "file-history-delta":
		return isText(record, "messageId")
	case "agent-name", "agent-setting", "ai-title", "attachment", "bridge-session", "cost-state", "custom-title", "fork-context-ref", "last-prompt",
		"mode", "permission-mode", "pr-link", "progress", "queue-operation", "tag", "worktree-state":
		return isText(record, "sessionId")
	default:
		return false
	}
}

func isText(record gjson.Result, name string) bool {
	return jsonscan.Get(record, name).Type == gjson.String
}

// identify returns the uuid and the owner of a record: a session that is resumed or forked repeats records under their uuids.
func identify(line []byte) (id, owner string) {
	whole, ok := transcript.ParseObject(line)
	if !ok {
		return "", ""
	}
	found := jsonscan.Several(whole, "uuid", "sessionId", "agentId", "sessionKind", "session_id", "forkedFrom")
	r := record{
		uuid: transcript.ID(found[0]), session: transcript.ID(found[1]), kindOfSession: found[3].Str, parentSession: transcript.ID(found[4]), forkedFrom: found[5],
	}
	r.findOriginal()
	if r.session == "" {
		return r.uuid, ""
	}
	return r.uuid, ownerOf(r.session, transcript.ID(found[2]))
}
