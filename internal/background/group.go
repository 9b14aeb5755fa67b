// Package background owns the goroutines that live as long as a part of the service: loops that follow the database, work that
// is done from time to time, and what has to be closed at the end. A panic in one of them is logged and ends nothing else.
package background

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// restartPause is the time between a panic of a task and its next start.
const restartPause = time.Second

// lateBudget is how long f of OnClose may take in a group that is already closed, where no caller of Close sets a limit.
const lateBudget = time.Second

// Group owns long-lived tasks and closes them in the reverse order of their start, so that a task may rely on all that were
// started before it. It keeps each task until Close: work that comes and goes with requests does not belong in it. It is safe
// for concurrent use.
type Group struct {
	ctx    context.Context
	logger *slog.Logger

	mu     sync.Mutex
	tasks  []task
	closed bool
}

// task is one member of a group.
type task struct {
	name string
	// cancel ends the context of a loop.
	cancel func()
	// end ends the task, waits for its end, and returns why it did not end in order.
	end func(ctx context.Context) error
}

// New returns an empty group. Its tasks see the values of ctx but not its end: they are ended by Close alone.
func New(ctx context.Context, logger *slog.Logger) *Group {
	return &Group{ctx: context.WithoutCancel(ctx), logger: logger}
}

// Go runs f in a goroutine of its own. The context that f gets ends when the group is closed; f must then return. An error that
// f returns before is logged. After an error f is not started again, after a panic it is. A closed group starts nothing.
func (g *Group) Go(name string, f func(ctx context.Context) error) {
	g.start(name, func(ctx context.Context) {
		for g.run(ctx, name, f) && sleep(ctx, restartPause) {
		}
	})
}

// Every runs f at once, and again each time when interval has passed since it returned. The context that f gets ends when the
// group is closed. Errors and panics of f are logged, and f is run again. A closed group starts nothing.
func (g *Group) Every(name string, interval time.Duration, f func(ctx context.Context) error) {
	g.start(name, func(ctx context.Context) {
		for {
			g.run(ctx, name, f)
			if !sleep(ctx, interval) {
				return
			}
		}
	})
}

// OnClose has f run when the group is closed, after all that was started later has ended. The context says how long f may take. In a
// group that is already closed f runs at once.
func (g *Group) OnClose(name string, f func(ctx context.Context) error) {
	end := func(ctx context.Context) error {
		err := errors.New("it panicked")
		g.run(ctx, name, func(ctx context.Context) error {
			err = f(ctx)
			return nil
		})
		return err
	}
	if g.add(task{name: name, cancel: func() {}, end: end}) {
		return
	}
	ctx, cancel := context.WithTimeout(g.ctx, lateBudget)
	defer cancel()
	if err := end(ctx); err != nil {
		g.logger.Warn("cannot close what was opened while the server stopped", "task", name, "error", err)
	}
}

// Close ends all tasks, the last that was started first, and waits for each before it ends the next. When ctx is done it waits no
// longer: the contexts of all tasks end, and the error names those that have not ended, and those whose closing failed. What a task
// that has not ended relies on stays open until that task ends. Closing again does nothing.
func (g *Group) Close(ctx context.Context) error {
	g.mu.Lock()
	tasks := g.tasks
	g.tasks, g.closed = nil, true
	g.mu.Unlock()
	slices.Reverse(tasks)
	ended := make([]chan error, len(tasks))
	for i := range ended {
		ended[i] = make(chan error, 1) // Close may have stopped waiting
	}
	go func() {
		for i, t := range tasks {
			err := t.end(ctx)
			if err == nil {
				g.logger.Debug("a background task ended", "task", t.name)
			}
			ended[i] <- err
		}
	}()
	var errs []error
	for i, t := range tasks {
		var err error
		select {
		case err = <-ended[i]:
		case <-ctx.Done():
			t.cancel()
			err = ctx.Err()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", t.name, err))
		}
	}
	return errors.Join(errs...)
}

// start runs a loop in a goroutine until it returns or the group is closed.
func (g *Group) start(name string, loop func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(g.ctx)
	ended := make(chan struct{})
	end := func(context.Context) error {
		cancel()
		<-ended
		return nil
	}
	if !g.add(task{name: name, cancel: cancel, end: end}) {
		cancel()
		g.logger.Warn("a background task was not started: the server stops", "task", name)
		return
	}
	go func() {
		defer close(ended)
		loop(ctx)
	}()
}

// add keeps a task for Close. It returns false if the group is closed.
func (g *Group) add(t task) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.tasks = append(g.tasks, t)
	return true
}

// run runs f, logs its error or panic, and reports whether it panicked.
func (g *Group) run(ctx context.Context, name string, f func(ctx context.Context) error) (panicked bool) {
	defer func() {
		if value := recover(); value != nil {
			panicked = true
			g.logger.Error("a background task panicked", "task", name, "panic", value, "stack", string(debug.Stack()))
		}
	}()
	if err := f(ctx); err != nil && ctx.Err() == nil && !apperr.IsLogged(err) {
		g.logger.Warn("a background task failed", "task", name, "error", err)
	}
	return false
}

// sleep waits for d and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}
