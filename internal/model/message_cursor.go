package model

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// MessageCursor is the position of a message in its thread: messages are in the order of their times, and at one time in that of their positions.
type MessageCursor struct {
	SessionID string
	At        Instant
	Position  int64
	ID        string
}

// String returns the opaque form of the cursor, which is safe in a URL.
func (c MessageCursor) String() string {
	text := strings.Join([]string{cursorVersion, c.SessionID, string(c.At), strconv.FormatInt(c.Position, 10), c.ID}, "\x00")
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// ParseMessageCursor parses the result of String. It returns ErrCursor for any other text.
func ParseMessageCursor(text string) (MessageCursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return MessageCursor{}, ErrCursor
	}
	parts := strings.SplitN(string(raw), "\x00", 5)
	if len(parts) != 5 || parts[0] != cursorVersion || parts[1] == "" {
		return MessageCursor{}, ErrCursor
	}
	position, err := strconv.ParseInt(parts[3], 10, 64)
	if err != nil {
		return MessageCursor{}, ErrCursor
	}
	return MessageCursor{SessionID: parts[1], At: Instant(parts[2]), Position: position, ID: parts[4]}, nil
}
