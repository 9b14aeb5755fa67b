package changefeed

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Position is a position in the stream: everything up to it was published.
type Position struct {
	// RowID and EventID are the last event in the order in which events were stored.
	RowID   int64
	EventID string
	// SpawnerID is the last row of live_events.
	SpawnerID int64
	// Run names this run of the server and Update the last update in it: updates are not stored.
	Run    string
	Update uint64
}

// errCursor is returned for a text that is no cursor of this service.
var errCursor = errors.New("not a cursor of a stream")

const cursorVersion = "s1"

// Cursor returns the opaque form of the position, safe in a URL and in a header.
func (p Position) Cursor() string {
	text := fmt.Sprintf("%s\x00%d\x00%d\x00%s\x00%d\x00%s", cursorVersion, p.RowID, p.SpawnerID, p.Run, p.Update, p.EventID)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// ParseCursor reads what Cursor wrote.
func ParseCursor(cursor string) (Position, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return Position{}, errCursor
	}
	parts := strings.SplitN(string(raw), "\x00", 6)
	if len(parts) != 6 || parts[0] != cursorVersion {
		return Position{}, errCursor
	}
	p := Position{Run: parts[3], EventID: parts[5]}
	var errs [3]error
	p.RowID, errs[0] = strconv.ParseInt(parts[1], 10, 64)
	p.SpawnerID, errs[1] = strconv.ParseInt(parts[2], 10, 64)
	p.Update, errs[2] = strconv.ParseUint(parts[4], 10, 64)
	if errors.Join(errs[:]...) != nil || p.RowID < 0 || p.SpawnerID < 0 {
		return Position{}, errCursor
	}
	return p, nil
}
