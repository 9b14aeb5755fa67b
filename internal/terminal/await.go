package terminal

import (
	"bytes"
	"context"
	"io"
	"sync/atomic"
	"time"
)

// grace is how long a call may still take when its command is asked to end: one that does not wait for anybody needs less.
const grace = 300 * time.Millisecond

// Await returns what call returns. It is for a call that may wait for another program without an end, such as one that writes to a pipe
// which nobody reads. Soon after ctx has ended Await leaves such a call alone and returns the error of ctx; the process ends then.
func Await[T any](ctx context.Context, call func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := call()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-time.After(grace):
		var none T
		return none, ctx.Err()
	}
}

// awaited is a writer whose writes end soon after its command is asked to end, although nobody reads what was written.
type awaited struct {
	ctx context.Context // that of the command
	to  io.Writer
	// isLeft says that a write was left alone: it may still go on, so that no other one may follow.
	isLeft atomic.Bool
}

// Awaited returns a writer to w which fails once ctx has ended and a write does not come to its end. It is as safe for concurrent use as w.
func Awaited(ctx context.Context, w io.Writer) io.Writer { return &awaited{ctx: ctx, to: w} }

// Write writes text.
func (a *awaited) Write(text []byte) (int, error) {
	if a.isLeft.Load() {
		return 0, a.ctx.Err()
	}
	kept := bytes.Clone(text) // the caller may use its own again
	var isDone atomic.Bool
	n, err := Await(a.ctx, func() (int, error) {
		defer isDone.Store(true)
		return a.to.Write(kept)
	})
	if !isDone.Load() {
		a.isLeft.Store(true)
	}
	return n, err
}
