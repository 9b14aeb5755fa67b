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
)

// restartPause is the time between a panic of a task and its next start.
const restartPause = time.Second

// Group owns long-lived tasks and closes them in the reverse order of their start, so that a task may rely on all that were
// started before it. It keeps each task until Close: work that comes and goes with requests does not belong into it. It is safe
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
	// close ends the task, waits for its end no longer than ctx lasts, and returns why it did not end in order.
	close func(ctx context.Context) error
}

// New returns an empty group. Its tasks see the values of ctx but not its end: they are ended by Close alone.
func New(ctx context.Context, logger *slog.Logger) *Group {
	return &Group{ctx: context.WithoutCancel(ctx), logger: logger}
}

// Go runs f in a goroutine of its own. The context that f gets ends when the group is closed; f must then return. An error that
// f returns before is logged. After a panic f is started again. Nothing is started in a group that is closed.
func (g *Group) Go(name string, f func(ctx context.Context) error) {
	g.start(name, func(ctx context.Context) {
		for g.panics(ctx, name, f) && sleep(ctx, restartPause) {
		}
	})
}

// Every runs f at once, and again each time when interval has passed since it returned. The context that f gets ends when the
// group is closed. Errors and panics of f are logged, and f is run again.
func (g *Group) Every(name string, interval time.Duration, f func(ctx context.Context) error) {
	g.start(name, func(ctx context.Context) {
		for {
			g.panics(ctx, name, f)
			if !sleep(ctx, interval) {
				return
			}
		}
	})
}

// OnClose has f run when the group is closed, after all that was started later has ended. The context says how long f may take.
func (g *Group) OnClose(name string, f func(ctx context.Context) error) {
	g.add(task{name: name, close: func(ctx context.Context) error {
		ended := make(chan error, 1)
		go func() {
			err := errors.New("it panicked")
			defer func() { ended <- err }()
			g.panics(ctx, name, func(ctx context.Context) error {
				err = f(ctx)
				return nil
			})
		}()
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
}

// Close ends all tasks, the last that was started first, and waits for each before it ends the next. When ctx is done it waits no
// longer: the contexts of all tasks end, and the error names those that have not ended, and those whose closing failed. Closing again
// does nothing.
func (g *Group) Close(ctx context.Context) error {
	g.mu.Lock()
	tasks := g.tasks
	g.tasks, g.closed = nil, true
	g.mu.Unlock()
	var errs []error
	for _, t := range slices.Backward(tasks) {
		if err := t.close(ctx); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", t.name, err))
			continue
		}
		g.logger.Debug("a background task ended", "task", t.name)
	}
	return errors.Join(errs...)
}

// start runs a loop in a goroutine until it returns or the group is closed.
func (g *Group) start(name string, loop func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(g.ctx)
	ended := make(chan struct{})
	added := g.add(task{name: name, close: func(wait context.Context) error {
		cancel()
		select {
		case <-ended:
			return nil
		case <-wait.Done():
			return wait.Err()
		}
	}})
	if !added {
		cancel()
		return
	}
	go func() {
		defer close(ended)
		loop(ctx)
	}()
}

// add keeps a task for Close, and reports whether the group is still open.
func (g *Group) add(t task) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		g.logger.Warn("a background task was not started: the server stops", "task", t.name)
		return false
	}
	g.tasks = append(g.tasks, t)
	return true
}

// panics runs f, logs its error or panic, and reports whether it panicked.
func (g *Group) panics(ctx context.Context, name string, f func(ctx context.Context) error) (panicked bool) {
	defer func() {
		if value := recover(); value != nil {
			panicked = true
			g.logger.Error("a background task panicked", "task", name, "panic", value, "stack", string(debug.Stack()))
		}
	}()
	if err := f(ctx); err != nil && ctx.Err() == nil {
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
