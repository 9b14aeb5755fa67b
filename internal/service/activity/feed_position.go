package activity

import (
	"cmp"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// feedSource is a source of the complete feed. Of items with the same time and the same id, that of the lower source comes first.
type feedSource int

const (
	feedEvents feedSource = iota
	feedSpikes
	feedHandoffs
)

// FeedPosition is the position of an item in the complete feed, whose order is by instant and id, both descending, and then by source.
type FeedPosition struct {
	model.Cursor
	source feedSource
}

// String returns the opaque form of the position, which is safe in a URL: a cursor whose id begins with the source.
func (p FeedPosition) String() string {
	return model.Cursor{Key: p.Key, ID: string(rune('0'+p.source)) + p.ID}.String()
}

// ParseFeedPosition parses the result of String. It returns model.ErrCursor for any other text.
func ParseFeedPosition(text string) (FeedPosition, error) {
	cursor, err := model.ParseCursor(text)
	if err != nil {
		return FeedPosition{}, err
	}
	for source := feedEvents; source <= feedHandoffs; source++ {
		if id, ok := strings.CutPrefix(cursor.ID, string(rune('0'+source))); ok {
			return FeedPosition{Cursor: model.Cursor{Key: cursor.Key, ID: id}, source: source}, nil
		}
	}
	return FeedPosition{}, model.ErrCursor
}

// page returns the page of a source from which the page of the feed is taken. An item with the time and the id of the position is still to
// come where its source comes later.
func (q FeedQuery) page(source feedSource) model.Page {
	page := model.Page{Limit: q.Limit + 1}
	if q.After != nil {
		page.After, page.Inclusive = &q.After.Cursor, source > q.After.source
	}
	return page
}

// position returns the position of an item.
func (i FeedItem) position() *FeedPosition {
	at, id, source := i.sortKey()
	return &FeedPosition{Cursor: model.Cursor{Key: at.Key(), ID: id}, source: source}
}

// sortKey returns the time, the id and the source by which items are sorted.
func (i FeedItem) sortKey() (model.Instant, string, feedSource) {
	switch {
	case i.Event != nil:
		return i.Event.Timestamp, i.Event.EventID, feedEvents
	case i.Spike != nil:
		return i.Spike.CreatedAt, i.Spike.ID, feedSpikes
	default:
		return i.Handoff.Timestamp, i.Handoff.HandoffID, feedHandoffs
	}
}

func newerFirst(a, b FeedItem) int {
	aTime, aID, aSource := a.sortKey()
	bTime, bID, bSource := b.sortKey()
	return cmp.Or(bTime.Compare(aTime), strings.Compare(bID, aID), cmp.Compare(aSource, bSource))
}
