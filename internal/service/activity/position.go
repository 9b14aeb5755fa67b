package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Position is the place of a page of a waterfall among all events of the session.
type Position struct {
	// Before is the number of events before the page, Total that of all events.
	Before, Total int64
	// Previous and Last are the cursors of the page before and of the last page, nil where that is the first page or the page itself.
	Previous, Last *model.Cursor
}

// Position returns the place of the page after a cursor in a waterfall whose pages have limit events. total is the number of events of the session.
func (s *Service) Position(ctx context.Context, sessionID string, after *model.Cursor, limit, total int64) (Position, error) {
	p := Position{Total: total}
	var err error
	if after != nil {
		if p.Before, err = s.events.Rank(ctx, sessionID, *after); err != nil {
			return p, err
		}
	}
	if p.Before > limit {
		if p.Previous, err = s.events.CursorAt(ctx, sessionID, p.Before-limit); err != nil {
			return p, err
		}
	}
	if rest := total - p.Before; rest > limit {
		p.Last, err = s.events.CursorAt(ctx, sessionID, p.Before+(rest-1)/limit*limit)
	}
	return p, err
}
