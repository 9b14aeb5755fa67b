package reader

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Message is a message with what a page needs beside it.
type Message struct {
	model.Message
	// Task is the id of the subagent that the call started, "" for none.
	Task string
	// End is the end of the result of a call that is too long to be read whole, "" where the part has all of it.
	End string
}

// Key turns the id of a message into a text that can be part of the id of an HTML element.
func Key(id string) string {
	digest := sha256.Sum256([]byte(id))
	return hex.EncodeToString(digest[:8])
}

// Anchor returns the id of the element of a message.
func Anchor(id string) string { return "m-" + Key(id) }

// part returns the first part of a type, an empty one where there is none.
func (m Message) part(kind model.PartType) model.MessagePart {
	for _, p := range m.Parts {
		if p.Type == kind {
			return p
		}
	}
	return model.MessagePart{}
}

// status returns that of the event, "" for none.
func (m Message) status() model.Status { return model.Status(model.Or(m.Status, "")) }

// tool returns the name of the tool as the agent writes it.
func (m Message) tool() string {
	for _, p := range m.Parts {
		if p.Name != "" && (p.Type == model.PartCall || p.Type == model.PartResponse) {
			return p.Name
		}
	}
	return model.Or(m.Tool, "")
}

// isFailed reports whether what the message is about failed, or was not permitted.
func (m Message) isFailed() bool {
	return m.Kind == model.KindError || m.status().IsError() || m.status() == model.StatusRejected
}

// isRunning reports whether the message may still change: a call without its result.
func (m Message) isRunning() bool { return m.Status != nil && m.status().IsRunning() }
