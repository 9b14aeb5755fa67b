package model

import (
	"encoding/base64"
	"errors"
	"strings"
)

// Limits of a page, the same for every list.
const (
	// MaxLimit is the largest number of items in one answer.
	MaxLimit = 1000
	// MaxOffset bounds how many items an offset may skip; deeper pages are reached by cursor.
	MaxOffset = 1 << 40
)

// Page says which part of a list is wanted, newest first. A Cursor and an Offset add up:
// the offset counts from the cursor.
type Page struct {
	// Limit is the largest number of items wanted, 1 to MaxLimit.
	Limit int
	// Offset is the number of items to skip.
	Offset int
	// After, if set, is the last item of the page before.
	After *Cursor
}

// Cursor is the place of an item in an order by instant descending, then id descending.
type Cursor struct {
	// Key is the item's Instant.Key.
	Key string
	// ID is the item's id.
	ID string
}

// ErrCursor is returned for a text that is no cursor of this service.
var ErrCursor = errors.New("not a cursor")

// cursorVersion leads each encoded cursor, so that a later form can be told apart.
const cursorVersion = "1"

// String returns the opaque form of the cursor, safe in a URL.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorVersion + "\x00" + c.Key + "\x00" + c.ID))
}

// ParseCursor reads what String wrote. It returns ErrCursor for any other text.
func ParseCursor(text string) (Cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Cursor{}, ErrCursor
	}
	parts := strings.SplitN(string(raw), "\x00", 3)
	if len(parts) != 3 || parts[0] != cursorVersion || parts[1] == "" {
		return Cursor{}, ErrCursor
	}
	return Cursor{Key: parts[1], ID: parts[2]}, nil
}
