package client

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"
)

const (
	// silence is how long a stream may be silent. The server sends something every 20 seconds.
	silence = time.Minute
	// firstPause and longestPause are the times between two attempts to connect. The pause doubles.
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
)

// EventFilter selects events of a stream. Empty members select all.
type EventFilter struct {
	SessionID, AgentID, EventType, ToolName string
	// Since is the time from which on stored events come first, such as 2026-03-18T15:29:06. Empty is 24 hours ago.
	Since string
	// Cursor is that of the last message that was received. The stream goes on after it, whatever Since says.
	Cursor string
	// OnlyNew leaves out the events that are stored already. A Cursor takes precedence.
	OnlyNew bool
}

// connection is one connection of a stream.
type connection[M any] interface {
	// next waits for a message. cursor is where to resume after it, or empty.
	next() (message M, cursor string, err error)
	close()
}

// follow returns the messages of a stream. When a connection ends, it connects again where the last message was. It returns an error, and
// ends, only if the context has ended, or if the server refuses.
func follow[M any](ctx context.Context, a *API, cursor string, connect func(ctx context.Context, cursor string) (connection[M], error)) iter.Seq2[M, error] {
	return func(yield func(M, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for pause := firstPause; ; pause = min(2*pause, longestPause) {
			c, err := connect(ctx, cursor)
			for err == nil {
				var message M
				var at string
				if message, at, err = c.next(); err != nil {
					break
				}
				if at != "" {
					cursor = at
				}
				pause = firstPause
				if !yield(message, nil) {
					c.close()
					return
				}
			}
			if c != nil {
				c.close()
			}
			if err = refusal(ctx, err); err == nil {
				err = a.wait(ctx, pause)
			}
			if err != nil {
				var none M
				yield(none, err)
				return
			}
		}
	}
}

// refusal returns the error after which to connect again is of no use, or nil.
func refusal(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var problem *ProblemError
	if errors.As(err, &problem) && problem.Response.StatusCode < http.StatusInternalServerError && problem.Response.StatusCode != http.StatusTooManyRequests {
		return problem
	}
	var refused *refusedError
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}

// refusedError is an error after which the same request would fail again.
type refusedError struct{ error }

// Unwrap returns what was wrong.
func (e *refusedError) Unwrap() error { return e.error }
