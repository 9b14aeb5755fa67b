package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// The ids of events are made of what all sources of an event know, so that each of them names the same row.

// PromptID is the id of a prompt of the user. key is the agent's own id of the prompt, where it has one; else the id of its message.
func PromptID(sessionID, key string) string { return id("uq", sessionID, key) }

// ToolID is the id of a call of a tool, or of a delegation. toolUseID is the agent's own id of the call.
func ToolID(toolUseID string) string { return id("tool", toolUseID) }

// MessageID is the id of what an agent said, by the id of its message.
func MessageID(sessionID, messageID string) string { return id("msg", sessionID, messageID) }

// MarkID is the id of an event of a session that has no id of its own, such as its start; key tells those of one kind apart.
func MarkID(sessionID, kind, key string) string { return id("mark", sessionID, kind+"\x00"+key) }

// UsageID is the id of one request to a model: of the id of the request where there is one, because telemetry knows no other, else
// of the id of the message that answered it.
func UsageID(messageID, requestID string) string {
	if requestID != "" {
		return id("cost", "request", requestID)
	}
	return id("cost", "message", messageID)
}

// id joins parts to an id of a kind. It is as good as unique, and short.
func id(kind string, parts ...string) string {
	digest := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return kind + "-" + hex.EncodeToString(digest[:12])
}
