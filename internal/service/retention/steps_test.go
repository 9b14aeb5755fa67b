package retention

import (
	"context"
	"errors"
	"testing"
	"time"
)

// ticking is a clock that moves only while a step runs or something sleeps.
type ticking struct {
	now   time.Time
	slept time.Duration
}

func (c *ticking) Now() time.Time { return c.now }

func (c *ticking) Sleep(_ context.Context, d time.Duration) error {
	c.slept += d
	return nil
}

func TestTheSizeOfAStepFollowsItsDuration(t *testing.T) {
	for name, test := range map[string]struct {
		row  time.Duration
		want int
	}{
		"usual rows":             {100 * time.Microsecond, 400},
		"slow rows":              {time.Millisecond, 40},
		"very slow rows":         {time.Second, minStep},
		"rows that take no time": {0, maxStep},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &ticking{now: time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)}
			steps := newSteps(clock)
			for range 10 {
				err := steps.run(t.Context(), func() error {
					clock.now = clock.now.Add(time.Duration(steps.size) * test.row)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if steps.size != test.want || clock.slept != 10*stepRest {
				t.Errorf("%d rows, %v of rest; want %d, %v", steps.size, clock.slept, test.want, 10*stepRest)
			}
		})
	}
}

func TestAFailedStepEndsThePrune(t *testing.T) {
	failure := errors.New("disk full")
	clock := &ticking{}
	if err := newSteps(clock).run(t.Context(), func() error { return failure }); !errors.Is(err, failure) || clock.slept != 0 {
		t.Errorf("%v after %v", err, clock.slept)
	}
}
