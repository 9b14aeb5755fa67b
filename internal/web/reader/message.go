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
