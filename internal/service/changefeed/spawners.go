package changefeed

import (
	"context"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How long rows of live_events stay after they were published, and how often old ones are deleted.
const (
	spawnerRest  = 5 * time.Minute
	clearedEvery = time.Minute
)

// Spawners is what the follower needs of live_events.
type Spawners interface {
	Between(ctx context.Context, after, upTo int64, limit int) ([]model.SpawnerEvent, error)
	LastID(ctx context.Context) (int64, error)
	Mark(ctx context.Context, upTo int64, at model.Instant) error
	Clear(ctx context.Context, before model.Instant) error
}

// spawnerChunk is how many rows of live_events are read at a time: each may hold much data.
const spawnerChunk = 50

// spawnerFollower publishes what spawners wrote. It goes by the id and not by the mark: another server on the same file may have
// marked a row, and has published it to its own clients alone.
type spawnerFollower struct {
	source  Spawners
	now     func() time.Time
	logger  *slog.Logger
	cleared time.Time
}

// publishNew publishes the rows after the last one that was published, marks them, and deletes old ones.
func (s *spawnerFollower) publishNew(ctx context.Context, at *Position, publish Publisher) error {
	for more := true; more; {
		events, err := s.source.Between(ctx, at.SpawnerID, maxRowID, spawnerChunk)
		if err != nil {
			return err
		}
		s.publishRows(ctx, events, at, publish)
		more = len(events) == spawnerChunk
	}
	if now := s.now(); now.Sub(s.cleared) >= clearedEvery && at.SpawnerID > 0 {
		s.cleared = now
		s.logFailure(s.source.Clear(ctx, model.NewInstant(now.Add(-spawnerRest))))
	}
	return nil
}

// publishRows publishes rows and marks them.
func (s *spawnerFollower) publishRows(ctx context.Context, events []model.SpawnerEvent, at *Position, publish Publisher) {
	if len(events) == 0 {
		return
	}
	items := make([]Item, len(events))
	for i := range events {
		at.SpawnerID = events[i].ID
		items[i] = Item{Spawner: &events[i], At: *at}
	}
	publish(*at, items...)
	s.logFailure(s.source.Mark(ctx, at.SpawnerID, model.NewInstant(s.now())))
}

// logFailure logs that rows could not be marked or deleted. Publishing goes on. In a file that is opened read-only nothing is marked.
func (s *spawnerFollower) logFailure(err error) {
	if err != nil && apperr.CodeOf(err) != apperr.CodeReadOnly && !apperr.IsLogged(err) {
		s.logger.Warn("published rows of live_events could not be marked or deleted", "error", err)
	}
}
