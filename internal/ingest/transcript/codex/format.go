// Package codex reads the rollouts of Codex.
package codex

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// version is raised when other rows are read of the same file: see transcript.Format.
const version = 3

// Format returns the format of rollouts: one record a line, each with a timestamp, a type and a payload.
func Format() transcript.Format {
	return transcript.Format{
		Name: "codex", Version: version, Agent: program, Recognise: recognise,
		New: newReader,
	}
}

// recognise reports whether a file is a rollout: whether its first record of a kind that Codex writes has a payload.
func recognise(b transcript.Beginning) bool {
	for record := range b.Records() {
		if isRecord(record) {
			return true
		}
	}
	return false
}

func isRecord(record gjson.Result) bool {
	switch jsonscan.Get(record, "type").Str {
	case "session_meta", "turn_context", "response_item", "event_msg", "compacted", "token_usage_record", "world_state", "inter_agent_communication", "retained_context":
		return jsonscan.Get(record, "payload").IsObject() && jsonscan.Get(record, "timestamp").Exists()
	default:
		return false
	}
}

// uuidLength is the length of the id of a thread.
const uuidLength = 36

// SessionOfFile returns the thread that a rollout is named after, "" for the name of another file. A thread may have several files, whose names
// go on with "_" and the id of the file.
func SessionOfFile(name string) string {
	if !strings.HasPrefix(name, "rollout-") || len(name) < uuidLength {
		return ""
	}
	return threadOf(name)
}

// threadOf returns the thread that a file is named after, which may be another than its header says.
func threadOf(name string) string {
	if thread, _, ok := strings.Cut(name, "_"); ok && len(thread) >= uuidLength {
		name = thread
	}
	if len(name) < uuidLength {
		return name
	}
	return name[len(name)-uuidLength:]
}
