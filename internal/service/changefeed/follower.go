package changefeed

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How the follower reads.
const (
	chunk = 500
	// window is how many of the newest rows are watched for changes.
	window = 1000
	// updatePause is the least time between two reads of changed rows.
	updatePause = 100 * time.Millisecond
	// retryPause is the time between a read that failed and the next.
	retryPause = 200 * time.Millisecond
	maxRowID   = int64(^uint64(0) >> 1)
)

// Events is what the follower needs of stored events.
type Events interface {
	Between(ctx context.Context, filter model.EventFilter, after, upTo int64, limit int) ([]model.LiveEvent, error)
	ByRows(ctx context.Context, rowIDs []int64) ([]model.LiveEvent, error)
	LastRow(ctx context.Context) (rowID int64, eventID string, err error)
	EventAt(ctx context.Context, rowID int64) (string, error)
	Versions(ctx context.Context, after int64) ([]model.RowVersion, error)
}

// Publisher sends items to all subscribers. position is that of the stream after them.
type Publisher func(position Position, items ...Item)

// Follower publishes what any process stores. Make one with NewFollower.
type Follower struct {
	events   Events
	spawners *spawnerFollower
	publish  Publisher
	logger   *slog.Logger
	updates  *updateLog

	at       Position
	versions map[int64]model.RowVersion
	oldest   int64 // rows up to it are not watched
	checked  time.Time
}

// NewFollower returns a follower that publishes what is stored from now on, once Run is called. run names this run of the server in cursors; ""
// for a random name. It fails where the database cannot be read.
func NewFollower(ctx context.Context, events Events, spawners Spawners, publish Publisher, now func() time.Time, run string, logger *slog.Logger) (*Follower, error) {
	f := &Follower{
		events: events, spawners: &spawnerFollower{source: spawners, now: now, logger: logger}, publish: publish, logger: logger,
		updates: &updateLog{}, versions: map[int64]model.RowVersion{},
	}
	f.at.Run = cmp.Or(run, rand.Text()[:8])
	if err := f.begin(ctx); err != nil {
		return nil, err
	}
	return f, nil
}

// begin makes the last row the position after which everything is new.
func (f *Follower) begin(ctx context.Context) error {
	var err error
	if f.at.RowID, f.at.EventID, err = f.events.LastRow(ctx); err != nil {
		return err
	}
	if f.at.SpawnerID, err = f.spawners.source.LastID(ctx); err != nil {
		return err
	}
	f.oldest = max(0, f.at.RowID-window)
	versions, err := f.events.Versions(ctx, f.oldest)
	if err != nil {
		return err
	}
	clear(f.versions)
	for _, version := range versions {
		if version.RowID <= f.at.RowID {
			f.versions[version.RowID] = version
		}
	}
	f.publish(f.at)
	return nil
}

// Run publishes until ctx is done: new rows after each commit, changed ones not too often. changes receives after each commit.
func (f *Follower) Run(ctx context.Context, changes <-chan struct{}) error {
	later := time.NewTimer(0) // something may be stored already
	defer later.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changes:
		case <-later.C:
		}
		wait, err := f.publishAll(ctx)
		if err != nil && ctx.Err() == nil {
			if !apperr.IsLogged(err) {
				f.logger.Warn("new events cannot be read now", "error", err)
			}
			wait = retryPause
		}
		if wait > 0 {
			later.Reset(wait)
		}
	}
}

// publishAll publishes what is new and what has changed. It returns after what time to call it again without a commit, 0 for not
// before one.
func (f *Follower) publishAll(ctx context.Context) (time.Duration, error) {
	if err := f.publishNew(ctx); err != nil {
		return 0, err
	}
	if err := f.spawners.publishNew(ctx, &f.at, f.publish); err != nil {
		return 0, err
	}
	if wait := updatePause - time.Since(f.checked); wait > 0 {
		return wait, nil
	}
	f.checked = time.Now()
	return 0, f.publishChanged(ctx)
}

// publishNew publishes the rows after the last one that was published.
func (f *Follower) publishNew(ctx context.Context) error {
	for {
		events, err := f.events.Between(ctx, model.EventFilter{}, f.at.RowID, maxRowID, chunk)
		if err != nil || len(events) == 0 {
			return err
		}
		items := make([]Item, len(events))
		for i := range events {
			f.at.RowID, f.at.EventID = events[i].RowID, events[i].EventID
			f.versions[events[i].RowID] = events[i].Version()
			items[i] = Item{Event: &events[i], At: f.at}
		}
		f.publish(f.at, items...)
		if len(events) < chunk {
			return nil
		}
	}
}
