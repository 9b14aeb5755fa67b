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

// sorted is a session with its place in the order.
type sorted struct {
	*Entry
	below    model.Spent
	position Position
}

// Position is a place in the list: behind all sessions with a greater key, or the same key and a greater id.
type Position struct {
	Sort Sort
	// Key is what is compared first: the key of an instant, or a number in decimal.
	Key string
	ID  string
	// number is the number in Key.
	number float64
}

// position returns the place of a session in an order.
func (s Sort) position(item *sorted) Position {
	p := Position{Sort: s, ID: item.ID}
	switch s {
	case ByRecent:
		p.Key = item.LastOfAll().Key()
	case ByStart:
		p.Key = item.CreatedAt.Key()
	default:
		p.number = s.number(item)
		p.Key = strconv.FormatFloat(p.number, 'g', -1, 64)
	}
	return p
}

func (s Sort) number(item *sorted) float64 {
	switch s {
	case ByCost:
		return float64(item.Spent.Cost.Plus(item.below.Cost))
	case ByTokens:
		return float64(model.AddSaturating(item.Spent.Total, item.below.Total))
	case ByPrompts:
		return float64(item.Events.Prompts)
	case ByFailed:
		_, failed := item.BelowEvents()
		return float64(item.Events.Errors + failed)
	default:
		if seconds := item.Duration(); seconds != nil {
			return *seconds
		}
		return 0
	}
}

// compare is negative where p comes before other in the list.
func (p Position) compare(other Position) int {
	if p.Sort.IsByTime() {
		return cmp.Or(strings.Compare(other.Key, p.Key), strings.Compare(other.ID, p.ID))
	}
	return cmp.Or(cmp.Compare(other.number, p.number), strings.Compare(other.ID, p.ID))
}

// indexOf returns the place of the first session that does not come before a position.
func indexOf(found []sorted, p Position) int {
	i, _ := slices.BinarySearchFunc(found, p, func(item sorted, p Position) int { return item.position.compare(p) })
	return i
}

// indexAfter returns the place of the first session that comes after a position.
func indexAfter(found []sorted, p Position) int {
	i, exact := slices.BinarySearchFunc(found, p, func(item sorted, p Position) int { return item.position.compare(p) })
	if exact {
		i++
	}
	return i
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
	if !p.Sort.IsByTime() {
		if p.number, err = strconv.ParseFloat(p.Key, 64); err != nil || p.number != p.number {
			return Position{}, model.ErrCursor
		}
	}
	return p, nil
}
