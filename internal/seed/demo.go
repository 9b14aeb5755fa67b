package seed

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// demoEvents is the number of events at the start of the demo: half a day.
const demoEvents = 6000

// SampleDays is the number of days over which samples are spread that people look at.
const SampleDays = 24

// demoPause is the mean time between two live events of the demo.
const demoPause = 1500 * time.Millisecond

// Demo creates the database of the demo at path. Its newest event has the time end.
func Demo(ctx context.Context, path string, end time.Time) error {
	return Write(ctx, path, Options{Events: demoEvents, Days: SampleDays, Present: true, End: end, Number: 1})
}

// Play simulates agents: it writes live events into db until ctx is done.
func Play(ctx context.Context, db *database.DB) error {
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

// pause waits until the next event is due and returns the current time.
func pause(ctx context.Context, factor float64) time.Time {
	timer := time.NewTimer(time.Duration(factor * float64(demoPause)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return time.Now()
}
