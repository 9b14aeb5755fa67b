package sessionlist

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Sort is the order of the list. The greatest comes first: the newest, the dearest, the longest.
type Sort string

// The orders. All but ByStart and ByDuration count the sessions below a session too.
const (
	ByRecent   Sort = "recent"
	ByStart    Sort = "started"
	ByCost     Sort = "cost"
	ByTokens   Sort = "tokens"
	ByPrompts  Sort = "prompts"
	ByFailed   Sort = "failed"
	ByDuration Sort = "duration"
)

// Sorts returns all orders, the usual one first.
func Sorts() []Sort {
	return []Sort{ByRecent, ByStart, ByCost, ByTokens, ByPrompts, ByFailed, ByDuration}
}

// IsByTime reports whether the order is one of time.
func (s Sort) IsByTime() bool { return s == ByRecent || s == ByStart }

// placed is a session with what it is sorted by: a text where the order is one of time, else a number.
type placed struct {
	*Entry
	key    string
	number float64
}

// order returns sessions in the order.
func (s Sort) order(roots []*Entry) []placed {
	items := make([]placed, len(roots))
	for i, root := range roots {
		items[i] = s.place(root)
	}
	slices.SortFunc(items, func(a, b placed) int { return a.compare(b.key, b.number, b.ID) })
	return items
}

func (s Sort) place(e *Entry) placed {
	switch s {
	case ByRecent:
		return placed{Entry: e, key: e.LastOfAll.Key()}
	case ByStart:
		return placed{Entry: e, key: e.CreatedAt.Key()}
	case ByCost:
		return placed{Entry: e, number: float64(e.Total.Cost)}
	case ByTokens:
		return placed{Entry: e, number: float64(e.Total.Total)}
	case ByPrompts:
		return placed{Entry: e, number: float64(e.Events.Prompts)}
	case ByFailed:
		return placed{Entry: e, number: float64(e.Events.Errors + e.BelowErrors)}
	default:
		p := placed{Entry: e}
		if seconds := e.Duration(); seconds != nil {
			p.number = *seconds
		}
		return p
	}
}

// compare is negative where a session comes before a place in the list.
func (p placed) compare(key string, number float64, id string) int {
	return cmp.Or(strings.Compare(key, p.key), cmp.Compare(number, p.number), strings.Compare(id, p.ID))
}

// Position is a place in the list: behind all sessions with a greater key, or the same key and a greater id.
type Position struct {
	Sort Sort
	// Key is what is compared first: the key of an instant, or a number in decimal.
	Key string
	ID  string
}

// position returns the place of a session in an order.
func (s Sort) position(p placed) *Position {
	if s.IsByTime() {
		return &Position{s, p.key, p.ID}
	}
	return &Position{s, strconv.FormatFloat(p.number, 'g', -1, 64), p.ID}
}

// index returns the place of the first session that does not come before a position, and whether it is the session of the position.
func (p Position) index(found []placed) (int, bool) {
	key, number := p.Key, 0.0
	if !p.Sort.IsByTime() {
		key = ""
		number, _ = strconv.ParseFloat(p.Key, 64) // ParsePosition has tried
	}
	return slices.BinarySearchFunc(found, p, func(item placed, p Position) int { return item.compare(key, number, p.ID) })
}

// positionVersion is the first part of each encoded position.
const positionVersion = "s1"

// String returns the opaque form of the position, which is safe in a URL.
func (p Position) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{positionVersion, string(p.Sort), p.Key, p.ID}, "\x00")))
}

// ParsePosition parses the result of String, and a cursor of the list by start. It returns model.ErrCursor for any other text.
func ParsePosition(text string) (Position, error) {
	if cursor, err := model.ParseCursor(text); err == nil {
		return Position{Sort: ByStart, Key: cursor.Key, ID: cursor.ID}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Position{}, model.ErrCursor
	}
	parts := strings.SplitN(string(raw), "\x00", 4)
	if len(parts) != 4 || parts[0] != positionVersion || !slices.Contains(Sorts(), Sort(parts[1])) || parts[2] == "" {
		return Position{}, model.ErrCursor
	}
	p := Position{Sort: Sort(parts[1]), Key: parts[2], ID: parts[3]}
	if number, err := strconv.ParseFloat(p.Key, 64); !p.Sort.IsByTime() && (err != nil || number != number) {
		return Position{}, model.ErrCursor
	}
	return p, nil
}
