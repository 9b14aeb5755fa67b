// Package codex reads the rollouts of Codex.
package codex

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// Format returns the format of rollouts: one record a line, each with a timestamp, a type and a payload.
func Format() transcript.Format {
	return transcript.Format{
		Name: "codex", Agent: program, Recognise: recognise,
		New: newReader,
	}
}

// recognise reports whether a file is a rollout: whether its first record of a kind that Codex writes has a payload.
func recognise(b transcript.Beginning) bool {
	for _, record := range b.Records {
		if isRecord(record) {
			return true
		}
	}
	return false
}

func isRecord(record gjson.Result) bool {
	switch jsonscan.Get(record, "type").Str {
	case "session_meta", "turn_context", "response_item", "event_msg", "compacted", "token_usage_record", "world_state":
		return jsonscan.Get(record, "payload").IsObject() && jsonscan.Get(record, "timestamp").Exists()
	default:
		return false
	}
}

// uuidLength is the length of the id at the end of a rollout's name.
const uuidLength = 36

// SessionOfFile returns the session that the name of a rollout ends with, "" for the name of another file.
func SessionOfFile(name string) string {
	if !strings.HasPrefix(name, "rollout-") || len(name) < uuidLength {
		return ""
	}
	return name[len(name)-uuidLength:]
}
