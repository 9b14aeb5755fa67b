package summary_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// slowSource holds as many events as its generation, and takes its time to read them.
type slowSource struct {
	generation atomic.Uint64
	reads      atomic.Int64
	took       time.Duration
	err        error
}

func (s *slowSource) From(ctx context.Context, rowID int64, _ int) ([]model.SummaryRow, error) {
	s.reads.Add(1)
	stored := int64(s.generation.Load())
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(s.took):
	}
	var rows []model.SummaryRow
	for id := max(rowID, 1); id <= stored; id++ {
		rows = append(rows, model.SummaryRow{RowID: id, EventID: fmt.Sprint(id)})
	}
	return rows, s.err
}

func (s *slowSource) CountEvents(context.Context) (int64, error) {
	return int64(s.generation.Load()), nil
}

// inBubble runs a test over a source whose summary is filled, with a clock of its own.
func inBubble(t *testing.T, test func(t *testing.T, source *slowSource, running *summary.Running, group *background.Group)) {
	synctest.Test(t, func(t *testing.T) {
		source := &slowSource{}
		source.generation.Store(1)
		logger := slog.New(slog.DiscardHandler)
		running := summary.New(source, source.generation.Load, func() {}, time.Now, logger)
		group := background.New(t.Context(), logger)
		defer group.Close(context.Background())
		group.Go("summary", running.Run)
		if err := running.With(t.Context(), func(summary.View) {}); err != nil {
			t.Fatal(err)
		}
		source.reads.Store(0)
		test(t, source, running, group)
	})
}

func TestConcurrentCallersShareOneRead(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took = 2 * time.Second
		source.generation.Store(2)
		began := time.Now()
		var asking sync.WaitGroup
		for range 20 {
			asking.Go(func() {
				var events int64
				err := running.With(t.Context(), func(v summary.View) { events = v.All().Events })
				if took := time.Since(began); err != nil || events != 2 || took != 2*time.Second {
					t.Errorf("%d events after %s, %v; want 2 after 2s", events, took, err)
				}
			})
		}
		asking.Wait()
		if source.reads.Load() != 1 {
			t.Errorf("%d reads, want 1", source.reads.Load())
		}
	})
}

func TestACallDuringAReadSeesEarlierCommits(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took = time.Second
		source.generation.Store(2)
		var asking sync.WaitGroup
		ask := func(want int64) {
			asking.Go(func() {
				if err := running.With(t.Context(), func(v summary.View) {
					if v.All().Events < want {
						t.Errorf("%d events, want %d", v.All().Events, want)
					}
				}); err != nil {
					t.Error(err)
				}
			})
		}
		ask(2)
		time.Sleep(time.Second / 2)
		source.generation.Store(5)
		ask(5)
		ask(5)
		asking.Wait()
		if source.reads.Load() != 2 {
			t.Errorf("%d reads, want 2", source.reads.Load())
		}
	})
}

func TestTheSummaryIsAvailableDuringARead(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took = 4 * time.Second
		before := source.generation.Load()
		source.generation.Store(2)
		var asking sync.WaitGroup
		asking.Go(func() { _ = running.With(t.Context(), func(summary.View) {}) })
		time.Sleep(time.Second)
		source.generation.Store(before) // a caller with the older generation needs no read
		began := time.Now()
		if err := running.With(t.Context(), func(summary.View) {}); err != nil || time.Since(began) != 0 {
			t.Errorf("waited %s, %v", time.Since(began), err)
		}
		source.generation.Store(2)
		asking.Wait()
	})
}

func TestEachCallerWaitsNoLongerThanItsDeadline(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took = time.Minute
		source.generation.Store(2)
		var asking sync.WaitGroup
		for _, patience := range []time.Duration{time.Second, 3 * time.Second, time.Hour} {
			asking.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				began := time.Now()
				err := running.With(ctx, func(summary.View) {})
				want := min(patience, 5500*time.Millisecond)
				if took := time.Since(began); apperr.CodeOf(err) != apperr.CodeUnavailable || took != want {
					t.Errorf("%v after %s, want unavailable after %s", err, took, want)
				}
			})
		}
		asking.Wait()
	})
}

func TestAReadOutlivesItsCaller(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took = 4 * time.Second
		source.generation.Store(2)
		ctx, leave := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() {
			if err := running.With(ctx, func(summary.View) {}); !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want cancelled", err)
			}
		})
		time.Sleep(3 * time.Second)
		leave()
		began := time.Now()
		if err := running.With(t.Context(), func(summary.View) {}); err != nil || time.Since(began) != time.Second {
			t.Errorf("%v after %s, want the read that was under way after 1s", err, time.Since(began))
		}
		asking.Wait()
	})
}

func TestAFailureIsSharedByAllWaitingCallers(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, _ *background.Group) {
		source.took, source.err = 5*time.Second, apperr.Unavailable("The database is locked.", time.Second, nil)
		source.generation.Store(2)
		began := time.Now()
		var asking sync.WaitGroup
		ask := func() {
			asking.Go(func() {
				err := running.With(t.Context(), func(summary.View) {})
				if took := time.Since(began); apperr.CodeOf(err) != apperr.CodeUnavailable || took != 5*time.Second {
					t.Errorf("%v after %s, want unavailable after 5s", err, took)
				}
			})
		}
		ask()
		time.Sleep(time.Second)
		source.generation.Store(3) // callers that need a later read fail with the previous one
		ask()
		ask()
		asking.Wait()
		source.took, source.err = 0, nil
		if err := running.With(t.Context(), func(summary.View) {}); err != nil {
			t.Errorf("%v once the database is back", err)
		}
	})
}

func TestWaitingCallersFailWhenTheServerStops(t *testing.T) {
	inBubble(t, func(t *testing.T, source *slowSource, running *summary.Running, group *background.Group) {
		if err := group.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		source.generation.Store(2)
		if err := running.With(t.Context(), func(summary.View) {}); apperr.CodeOf(err) != apperr.CodeUnavailable {
			t.Errorf("%v, want unavailable", err)
		}
	})
}
