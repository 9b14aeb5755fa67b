package model

import (
	"encoding/base64"
	"errors"
	"strings"
)

// Limits of a page, the same for every list.
const (
	// MaxLimit is the largest number of items in a response.
	MaxLimit = 1000
	// MaxOffset is the largest offset. Deeper pages need a cursor.
	MaxOffset = 1 << 40
)

// Page selects a part of a list, newest first. With a cursor the offset counts from the cursor.
type Page struct {
	// Limit is the largest number of items, 1 to MaxLimit.
	Limit int
	// Offset is the number of items to skip.
	Offset int
	// After is the last item of the previous page, nil for the first page.
	After *Cursor
	// Inclusive is true where the item at After, if there is one, may be on the page: in a list of several sources, each has its own.
	Inclusive bool
	// Bytes, where it is not 0, ends the page with the item with which the long texts of all have so many bytes. Only exports have such pages.
	Bytes int
}

// Cursor is the position of an item in the order by instant and id, both descending.
type Cursor struct {
	// Key is the Instant.Key of the item.
	Key string
	// ID is the id of the item.
	ID string
}

// ErrCursor is returned for a text that is not a cursor of this service.
var ErrCursor = errors.New("not a cursor")

// cursorVersion is the first part of each encoded cursor, so that a later form can be recognised.
const cursorVersion = "1"

// String returns the opaque form of the cursor, which is safe in a URL.
func (c Cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorVersion + "\x00" + c.Key + "\x00" + c.ID))
}

// ParseCursor parses the result of String. It returns ErrCursor for any other text.
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
