// Package qwen reads the chats of Qwen Code and the files of their subagents.
//
// The format is that of packages/core/src/services/chatRecordingService.ts and packages/core/src/agents/agent-transcript.ts of
// QwenLM/qwen-code: the envelope of a record resembles that of Claude Code, its message and its tokens are those of the Gemini API.
package qwen

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// version is raised when other rows are read of the same file: see transcript.Format.
const version = 3

// program is the agent whose sessions are read.
const program = agent.QwenCode

// Format returns the format of chats: one record a line, with an envelope of uuid, parentUuid and sessionId, and a message in parts.
func Format() transcript.Format {
	return transcript.Format{Name: "qwen-code", Version: version, Agent: program, Recognise: recognise, New: newReader}
}

// recognise reports whether a file is a chat. Claude Code writes the same envelope, so the first message decides: only Qwen Code's has
// parts. A file without a message is recognised by the payload of a system record.
func recognise(b transcript.Beginning) bool {
	known := false
	for record := range b.Records() {
		switch jsonscan.Get(record, "type").Str {
		case "user", "assistant", "tool_result":
			return hasEnvelope(record) && record.Get("message.parts").IsArray()
		case "system":
			known = known || hasEnvelope(record) && jsonscan.Get(record, "systemPayload").Exists()
		}
	}
	return known
}

func hasEnvelope(record gjson.Result) bool {
	return jsonscan.Get(record, "sessionId").Type == gjson.String && jsonscan.Get(record, "uuid").Type == gjson.String
}
