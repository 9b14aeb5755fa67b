package background_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
)

// journal collects lines from several goroutines.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) Write(line []byte) (int, error) {
	j.add(string(line))
	return len(line), nil
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

func newGroup(t *testing.T) (*background.Group, *journal) {
	t.Helper()
	log := &journal{}
	return background.New(t.Context(), slog.New(slog.NewTextHandler(log, nil))), log
}

func TestTasksAreClosedInTheReverseOrderOfTheirStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, _ := newGroup(t)
		ends := &journal{}
		task := func(name string) func(context.Context) error {
			return func(ctx context.Context) error {
				<-ctx.Done()
				time.Sleep(time.Second) // a task that takes its time holds up those that it relies on
				ends.add(name)
				return nil
			}
		}
		group.OnClose("database", func(context.Context) error { ends.add("database"); return nil })
		group.Go("writer", task("writer"))
		group.Every("spool", time.Hour, task("spool"))
		group.OnClose("streams", func(context.Context) error { ends.add("streams"); return nil })
		group.Go("importer", task("importer"))
		synctest.Wait()
		if err := group.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []string{"importer", "streams", "spool", "writer", "database"}; !slices.Equal(ends.all(), want) {
			t.Errorf("ended in the order %v, want %v", ends.all(), want)
		}
	})
}

func TestEveryRunsAtOnceAndThenAfterEachInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, _ := newGroup(t)
		began := time.Now()
		runs := &journal{}
		group.Every("look", 10*time.Second, func(context.Context) error {
			runs.add(time.Since(began).String())
			time.Sleep(time.Second)
			return nil
		})
		time.Sleep(25 * time.Second)
		if err := group.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []string{"0s", "11s", "22s"}; !slices.Equal(runs.all(), want) {
			t.Errorf("ran at %v, want %v", runs.all(), want)
		}
	})
}

func TestAPanicIsLoggedByNameAndTheTaskRunsAgain(t *testing.T) {
	for name, start := range map[string]func(*background.Group, func(context.Context) error){
		"go":    func(g *background.Group, f func(context.Context) error) { g.Go("feed", f) },
		"every": func(g *background.Group, f func(context.Context) error) { g.Every("feed", time.Second, f) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				group, log := newGroup(t)
				runs := 0
				start(group, func(ctx context.Context) error {
					if runs++; runs == 1 {
						panic("broken row")
					}
					<-ctx.Done()
					return nil
				})
				time.Sleep(5 * time.Second)
				if err := group.Close(t.Context()); err != nil {
					t.Fatal(err)
				}
				logged := strings.Join(log.all(), "")
				if runs != 2 || !strings.Contains(logged, "task=feed") || !strings.Contains(logged, "broken row") || !strings.Contains(logged, "group_test.go") {
					t.Errorf("%d runs, want 2; logged %s", runs, logged)
				}
			})
		})
	}
}

func TestAnErrorIsLoggedByNameUnlessTheGroupIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, log := newGroup(t)
		group.Go("early", func(context.Context) error { return errors.New("no such table") })
		group.Go("late", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		synctest.Wait()
		if err := group.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		logged := strings.Join(log.all(), "")
		if !strings.Contains(logged, "task=early") || !strings.Contains(logged, "no such table") || strings.Contains(logged, "task=late") {
			t.Errorf("logged %s", logged)
		}
	})
}

func TestCloseWaitsNoLongerThanItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, _ := newGroup(t)
		release := make(chan struct{})
		var asked bool
		group.Go("first", func(ctx context.Context) error {
			<-ctx.Done()
			asked = true
			return nil
		})
		group.OnClose("stuck closer", func(context.Context) error { <-release; return nil })
		group.Go("stuck task", func(context.Context) error { <-release; return nil })
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		err := group.Close(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stuck task") || !strings.Contains(err.Error(), "stuck closer") {
			t.Errorf("%v, want the names of what is stuck", err)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %s, want 3s", took)
		}
		synctest.Wait()
		if !asked {
			t.Error("the first task was not asked to end")
		}
		close(release)
	})
}

func TestClosingReportsWhatFailed(t *testing.T) {
	group, log := newGroup(t)
	full := errors.New("disk full")
	closed := false
	group.OnClose("below", func(context.Context) error { closed = true; return nil })
	group.OnClose("file", func(context.Context) error { return full })
	group.OnClose("broken", func(context.Context) error { panic("at the end") })
	err := group.Close(t.Context())
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "close file: disk full") || !strings.Contains(err.Error(), "close broken") || !closed {
		t.Errorf("%v, closed below %t", err, closed)
	}
	if logged := strings.Join(log.all(), ""); !strings.Contains(logged, "task=broken") || !strings.Contains(logged, "at the end") {
		t.Errorf("logged %s", logged)
	}
}

func TestNothingIsStartedInAClosedGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, log := newGroup(t)
		for range 2 {
			if err := group.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		started := false
		group.Go("late", func(context.Context) error { started = true; return nil })
		group.Every("later", time.Second, func(context.Context) error { started = true; return nil })
		synctest.Wait()
		if started || len(log.all()) != 2 {
			t.Errorf("started %t, logged %v", started, log.all())
		}
	})
}

func TestWhatIsOpenedInAClosedGroupIsClosedAtOnce(t *testing.T) {
	group, log := newGroup(t)
	if err := group.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	closed, bounded := false, false
	group.OnClose("file", func(ctx context.Context) error {
		_, bounded = ctx.Deadline()
		closed = true
		return nil
	})
	if !closed || !bounded || len(log.all()) != 0 {
		t.Errorf("closed %t, bounded %t, logged %v", closed, bounded, log.all())
	}
	group.OnClose("disk", func(context.Context) error { return errors.New("disk full") })
	if logged := strings.Join(log.all(), ""); !strings.Contains(logged, "task=disk") || !strings.Contains(logged, "disk full") {
		t.Errorf("logged %s", logged)
	}
}

func TestNothingIsClosedUnderATaskThatHasNotEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group, _ := newGroup(t)
		release := make(chan struct{})
		ends := &journal{}
		group.OnClose("database", func(context.Context) error { ends.add("database"); return nil })
		group.Go("writer", func(context.Context) error { <-release; ends.add("writer"); return nil })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := group.Close(ctx); err == nil || !strings.Contains(err.Error(), "close database") {
			t.Errorf("%v, want the database among what is not closed", err)
		}
		synctest.Wait()
		if len(ends.all()) != 0 {
			t.Errorf("%v while the writer runs", ends.all())
		}
		close(release)
		synctest.Wait()
		if want := []string{"writer", "database"}; !slices.Equal(ends.all(), want) {
			t.Errorf("ended in the order %v, want %v", ends.all(), want)
		}
	})
}

func TestTasksOutliveTheContextOfTheirGroupAndSeeItsValues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
		group := background.New(ctx, slog.New(slog.DiscardHandler))
		ended := false
		var value any
		group.Go("task", func(ctx context.Context) error {
			value = ctx.Value(key{})
			<-ctx.Done()
			ended = true
			return nil
		})
		cancel()
		synctest.Wait()
		if ended || value != "value" {
			t.Errorf("ended %t, value %v", ended, value)
		}
		if err := group.Close(t.Context()); err != nil || !ended {
			t.Errorf("ended %t, %v", ended, err)
		}
	})
}
