package changefeed

import (
	"context"
	"sync"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// publishChanged compares the newest rows with how they were when they were published. A row with other content is published as a
// change. A row that holds another event (the number of a deleted row is used again) is published as new. Where the last row is
// deleted, the stream has a gap.
func (f *Follower) publishChanged(ctx context.Context) error {
	versions, err := f.events.Versions(ctx, f.oldest)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[len(versions)-1].RowID < f.at.RowID {
		return f.rewind(ctx)
	}
	known := map[string]bool{}
	for _, version := range f.versions {
		known[version.EventID] = true
	}
	replaced := map[int64]bool{}
	var rows []int64
	for _, version := range versions {
		if version.RowID > f.at.RowID {
			break // not published yet
		}
		before, seen := f.versions[version.RowID]
		if seen && before == version {
			continue
		}
		rows = append(rows, version.RowID)
		replaced[version.RowID] = (!seen || before.EventID != version.EventID) && !known[version.EventID]
	}
	f.forgetOldVersions()
	return f.publishRows(ctx, rows, replaced)
}

// publishRows publishes rows again, as new where isNew says so, else as changes.
func (f *Follower) publishRows(ctx context.Context, rows []int64, isNew map[int64]bool) error {
	if len(rows) == 0 {
		return nil
	}
	events, err := f.events.ByRows(ctx, rows)
	if err != nil {
		return err
	}
	items := make([]Item, len(events))
	for i := range events {
		f.versions[events[i].RowID] = events[i].Version()
		if events[i].RowID == f.at.RowID {
			f.at.EventID = events[i].EventID
		}
		f.at.Update++
		items[i] = Item{Event: &events[i], Changed: !isNew[events[i].RowID], At: f.at}
	}
	f.updates.add(items)
	f.publish(f.at, items...)
	return nil
}

// rewind moves the position of the stream back to the current last row, because rows that were published are gone.
func (f *Follower) rewind(ctx context.Context) error {
	last, _, err := f.events.LastRow(ctx)
	if err != nil || last >= f.at.RowID {
		return err
	}
	for row := range f.versions {
		if row > last {
			delete(f.versions, row)
		}
	}
	if eventID, err := f.events.EventAt(ctx, last); err != nil {
		return err
	} else if version, ok := f.versions[last]; (ok && version.EventID == eventID) || last == 0 {
		f.at.RowID, f.at.EventID = last, eventID // the newest were deleted, what remains is as it was
		f.publish(f.at)
		return nil
	}
	if err := f.begin(ctx); err != nil {
		return err
	}
	f.publish(f.at, Item{Gap: "the stored events were rewritten", At: f.at})
	return nil
}

// forgetOldVersions removes the versions of rows that are too old to be watched.
func (f *Follower) forgetOldVersions() {
	if len(f.versions) < 2*window {
		return
	}
	f.oldest = f.at.RowID - window
	for row := range f.versions {
		if row <= f.oldest {
			delete(f.versions, row)
		}
	}
}

// How many changes a client can have missed and still resume: fewer where the texts of the changed events are long.
const (
	updatesKept = 5000
	bytesKept   = 16 << 20
)

// updateLog remembers the newest changes of this run, for clients that resume. It is safe for concurrent use.
type updateLog struct {
	mu    sync.Mutex
	items []Item
	bytes int
}

func (l *updateLog) add(items []Item) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, item := range items {
		l.items = append(l.items, item)
		l.bytes += bytesOf(item.Event)
	}
	if len(l.items) <= 2*updatesKept && l.bytes <= bytesKept {
		return
	}
	drop := 0
	for ; drop < len(l.items) && (len(l.items)-drop > updatesKept || l.bytes > bytesKept/2); drop++ {
		l.bytes -= bytesOf(l.items[drop].Event)
	}
	l.items = append([]Item(nil), l.items[drop:]...)
}

// bytesOf returns the length of the long texts of an event.
func bytesOf(e *model.LiveEvent) int {
	return len(model.Or(e.InputSummary, "")) + len(model.Or(e.OutputSummary, "")) + len(model.Or(e.Context, ""))
}

// between returns the changes after one number and up to another, and false if some of them are no longer remembered.
func (l *updateLog) between(after, upTo uint64, filter model.EventFilter) ([]Item, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if after < upTo && (len(l.items) == 0 || l.items[0].At.Update > after+1) {
		return nil, false
	}
	var missed []Item
	for _, item := range l.items {
		if item.At.Update > after && item.At.Update <= upTo && item.Fits(filter) {
			missed = append(missed, item)
		}
	}
	return missed, true
}
