package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// The ids of events are made of what all sources of an event know, so that all of them name the same row.

// PromptID returns the id of a prompt of the user. key is the agent's own id of the prompt, or that of its message if it has none.
func PromptID(sessionID, key string) string { return id("uq", ID(sessionID), ID(key)) }

// ToolID returns the id of a call of a tool, or of a delegation. toolUseID is the agent's own id of the call.
func ToolID(toolUseID string) string { return id("tool", ID(toolUseID)) }

// MessageID returns the id of a message of an agent, by its own id.
func MessageID(sessionID, messageID string) string { return id("msg", ID(sessionID), ID(messageID)) }

// MarkID returns the id of an event that has no id of its own, such as the start of a session; key distinguishes those of one kind.
func MarkID(sessionID, kind, key string) string { return id("mark", ID(sessionID), kind+"\x00"+key) }

// IsDerived reports whether the id of an event is one of the above. Other ids are those of other programs, and of clients of the API.
func IsDerived(eventID string) bool {
	kind, digest, ok := strings.Cut(eventID, "-")
	return ok && slices.Contains([]string{"uq", "tool", "msg", "mark"}, kind) && len(digest) == hex.EncodedLen(idBytes) &&
		strings.Trim(digest, "0123456789abcdef") == ""
}

// ForeignPrompt is the name, in place of a tool, of what somebody else than the user said where the user speaks: that of the hook that reports it.
const ForeignPrompt = "UserPromptSubmit"

// ForeignPromptID returns the id of such an event, by the id that it would have as a prompt.
func ForeignPromptID(sessionID, key string) string { return MarkID(sessionID, ForeignPrompt, key) }

// UsageID returns the id of one request to a model. It is made of the id of the request, which is the only one that telemetry knows, or of
// the id of the message that answered it if there is none.
func UsageID(messageID, requestID string) string {
	if requestID != "" {
		return id("cost", "request", ID(requestID))
	}
	return id("cost", "message", ID(messageID))
}

// RequestIDs returns the ids that a request may have: its own one, and those that it gets where another request has that already. Requests of
// two sessions, and of two messages in one session, may have one id: a gateway or a test server names them alike.
func (u *Usage) RequestIDs() []string {
	return []string{u.ID, id("cost", "session", u.SessionID, u.RequestID), id("cost", "answer", u.SessionID, u.RequestID, u.MessageID)}
}

// id returns a short hash of parts, behind the name of a kind.
func id(kind string, parts ...string) string {
	digest := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return kind + "-" + hex.EncodeToString(digest[:idBytes])
}

// idBytes is how much of a hash an id has.
const idBytes = 12
