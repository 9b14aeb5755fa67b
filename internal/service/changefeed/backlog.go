package changefeed

import (
	"context"
)

// backlogPage is how many events are read at a time. For a client that leaves early the rest is not read.
const backlogPage = 500

// Backlog is what a client gets before the live items, page by page.
type Backlog struct{ pages []page }

// page reads a part of the backlog. more says that there is another part.
type page func(ctx context.Context) (items []Item, more bool, err error)

// Next returns the next items, none at the end.
func (b *Backlog) Next(ctx context.Context) ([]Item, error) {
	for len(b.pages) > 0 {
		items, more, err := b.pages[0](ctx)
		if err != nil {
			return nil, err
		}
		if !more {
			b.pages = b.pages[1:]
		}
		if len(items) > 0 {
			return items, nil
		}
	}
	return nil, nil
}

// once returns the page of items that are known already.
func once(items []Item) page {
	return func(context.Context) ([]Item, bool, error) { return items, false, nil }
}
