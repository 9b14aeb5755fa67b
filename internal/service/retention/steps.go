package retention

import (
	"context"
	"time"
)

// The target duration of a step, and the rest after it. SQLite retries a lock after at most 25 ms while a writer has not waited
// long; with a rest of that length after each step, the retry succeeds.
const (
	stepTime = 40 * time.Millisecond
	stepRest = 26 * time.Millisecond
	minStep  = 20
	maxStep  = 5000
)

// steps chooses the number of rows of a step so that it takes about stepTime.
type steps struct {
	clock Clock
	size  int
}

func newSteps(clock Clock) *steps { return &steps{clock: clock, size: 200} }

// run executes a step, then rests so that others can write.
func (s *steps) run(ctx context.Context, step func() error) error {
	began := s.clock.Now()
	if err := step(); err != nil {
		return err
	}
	took := max(s.clock.Now().Sub(began), time.Millisecond)
	// At most twice as many rows: the duration of a few rows is a poor estimate for many.
	wanted := min(float64(s.size)*float64(stepTime)/float64(took), 2*float64(s.size))
	s.size = min(max(int(wanted), minStep), maxStep)
	return s.clock.Sleep(ctx, stepRest)
}
