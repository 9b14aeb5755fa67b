package changefeed

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How the follower reads.
const (
	chunk = 500
	// window is how many of the newest rows are watched for changes.
	window = 1000
	// updatePause is the least time between two looks for changed rows.
	updatePause = 100 * time.Millisecond
	// retryPause is how long a failed look waits for the next.
	retryPause = 200 * time.Millisecond
	maxRowID   = int64(^uint64(0) >> 1)
)

// Events is what the follower needs of stored events.
type Events interface {
	Between(ctx context.Context, filter model.EventFilter, after, upTo int64, limit int) ([]model.LiveEvent, error)
	ByRows(ctx context.Context, rowIDs []int64) ([]model.LiveEvent, error)
	LastRow(ctx context.Context) (rowID int64, eventID string, err error)
	EventAt(ctx context.Context, rowID int64) (string, error)
	Marks(ctx context.Context, after int64) ([]model.RowMark, error)
}

// Publisher tells items to all who listen; place is where the stream then stands.
type Publisher func(place Position, items ...Item)

// Follower follows what is stored and tells it. Make one with Follow.
type Follower struct {
	events   Events
	spawners *spawnerFollower
	publish  Publisher
	logger   *slog.Logger
	updates  *updateLog

	at      Position
	marks   map[int64]model.RowMark
	oldest  int64 // rows up to it are not watched
	looked  time.Time
	stop    context.CancelFunc
	stopped chan struct{}
}

// Follow starts to follow from what is stored now. changes receives after each commit. It fails where the
// database cannot be read.
func Follow(ctx context.Context, events Events, spawners Spawners, changes <-chan struct{}, publish Publisher, now func() time.Time, logger *slog.Logger) (*Follower, error) {
	f := &Follower{
		events: events, spawners: &spawnerFollower{source: spawners, now: now, logger: logger}, publish: publish, logger: logger,
		updates: &updateLog{}, marks: map[int64]model.RowMark{}, stopped: make(chan struct{}),
	}
	f.at.Run = rand.Text()[:8]
	if err := f.begin(ctx); err != nil {
		return nil, err
	}
	ctx, f.stop = context.WithCancel(context.WithoutCancel(ctx))
	go f.run(ctx, changes)
	return f, nil
}

// begin takes the last row as the place from which everything is new.
func (f *Follower) begin(ctx context.Context) error {
	var err error
	if f.at.RowID, f.at.EventID, err = f.events.LastRow(ctx); err != nil {
		return err
	}
	if f.at.SpawnerID, err = f.spawners.source.LastID(ctx); err != nil {
		return err
	}
	f.oldest = max(0, f.at.RowID-window)
	marks, err := f.events.Marks(ctx, f.oldest)
	if err != nil {
		return err
	}
	clear(f.marks)
	for _, mark := range marks {
		if mark.RowID <= f.at.RowID {
			f.marks[mark.RowID] = mark
		}
	}
	f.publish(f.at)
	return nil
}

// Close ends the following and waits for its end.
func (f *Follower) Close() {
	f.stop()
	<-f.stopped
}

// run looks at each commit for new rows, and not too often for changed ones.
func (f *Follower) run(ctx context.Context, changes <-chan struct{}) {
	defer close(f.stopped)
	later := time.NewTimer(0)
	defer later.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
		case <-later.C:
		}
		wait, err := f.look(ctx)
		if err != nil && ctx.Err() == nil {
			f.logger.Warn("new events cannot be read now", "error", err)
			wait = retryPause
		}
		if wait > 0 {
			later.Reset(wait)
		}
	}
}

// look tells what is new and what has changed. It returns how long to wait before it is worth to look again without
// a commit, 0 for none.
func (f *Follower) look(ctx context.Context) (time.Duration, error) {
	if err := f.tellNew(ctx); err != nil {
		return 0, err
	}
	if err := f.spawners.tell(ctx, &f.at, f.publish); err != nil {
		return 0, err
	}
	if wait := updatePause - time.Since(f.looked); wait > 0 {
		return wait, nil
	}
	f.looked = time.Now()
	return 0, f.tellChanged(ctx)
}

// tellNew tells the rows after the last one that was told.
func (f *Follower) tellNew(ctx context.Context) error {
	for {
		events, err := f.events.Between(ctx, model.EventFilter{}, f.at.RowID, maxRowID, chunk)
		if err != nil || len(events) == 0 {
			return err
		}
		items := make([]Item, len(events))
		for i := range events {
			f.at.RowID, f.at.EventID = events[i].RowID, events[i].EventID
			f.marks[events[i].RowID] = events[i].Mark()
			items[i] = Item{Event: &events[i], At: f.at}
		}
		f.publish(f.at, items...)
		if len(events) < chunk {
			return nil
		}
	}
}
