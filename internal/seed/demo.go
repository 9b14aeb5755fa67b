package seed

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// demoEvents is the size of the demonstration: the last half day.
const demoEvents = 6000

// demoPause is the mean time between two events of the demonstration while it runs.
const demoPause = 1500 * time.Millisecond

// Demo makes the database of the demonstration at path, whose history ends at end.
func Demo(ctx context.Context, path string, end time.Time) error {
	return Write(ctx, path, Options{Events: demoEvents, End: end, Number: 1})
}

// Play goes on with the demonstration: it writes events into db as they would come from agents, until ctx is
// done or the returned function is called, which waits for the end.
func Play(ctx context.Context, db *database.DB, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := play(ctx, db); err != nil && !errors.Is(err, context.Canceled) {
			logger.Warn("the demonstration stands still", "error", err)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

func play(ctx context.Context, db *database.DB) error {
	g, err := newGenerator(uint64(time.Now().UnixNano()), func(r record) error {
		_, err := database.Exec(ctx, db, r.table.statement(), r.values...)
		return err
	})
	if err != nil {
		return err
	}
	g.tick = func(time.Duration) time.Time { return pause(ctx, g.random.ExpFloat64()) }
	for ctx.Err() == nil {
		if err := g.session(time.Now(), eventsPerSession, false); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// pause waits for the next event and returns the time then.
func pause(ctx context.Context, factor float64) time.Time {
	timer := time.NewTimer(time.Duration(factor * float64(demoPause)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return time.Now()
}
