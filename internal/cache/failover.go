package cache

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

// probePause is the time between two looks whether the first store is back.
const probePause = time.Second

// remote is a store that may be away.
type remote interface {
	Store
	Ping(ctx context.Context) error
}

// Failover is a Store that uses a remote one and, while that does not answer, one in memory.
// The first failure opens the circuit for all requests, so that they do not wait in line for
// the same time-out; a ping in the background closes it again.
type Failover struct {
	remote remote
	memory *Memory
	name   string
	logger *slog.Logger
	down   atomic.Bool
	stop   context.CancelFunc
	done   chan struct{}
}

// NewFailover returns the store. A remote that does not answer now is logged and probed for.
// name is what the log calls it.
func NewFailover(ctx context.Context, remote remote, memory *Memory, name string, logger *slog.Logger) *Failover {
	probeCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	f := &Failover{remote: remote, memory: memory, name: name, logger: logger, stop: stop, done: make(chan struct{})}
	if err := remote.Ping(ctx); err != nil {
		f.open(err)
	}
	go f.probe(probeCtx)
	return f
}

// open stops the use of the remote store, and says so once.
func (f *Failover) open(err error) {
	if f.down.CompareAndSwap(false, true) {
		f.logger.Warn("the cache does not answer; memory serves until it does", "cache", f.name, "error", err)
	}
}

func (f *Failover) probe(ctx context.Context) {
	defer close(f.done)
	ticker := time.NewTicker(probePause)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if f.down.Load() && f.remote.Ping(ctx) == nil {
			f.down.Store(false)
			f.logger.Info("the cache answers again", "cache", f.name)
		}
	}
}

// failed opens the circuit for an error that is the store's own: a caller that went away, and a
// key that is not there, say nothing of the store.
func (f *Failover) failed(ctx context.Context, err error) bool {
	if err == nil || errors.Is(err, ErrMiss) || ctx.Err() != nil {
		return false
	}
	f.open(err)
	return true
}

// Get asks the remote store, or memory while that is away.
func (f *Failover) Get(ctx context.Context, key string) (*Entry, error) {
	if !f.down.Load() {
		entry, err := f.remote.Get(ctx, key)
		if !f.failed(ctx, err) {
			return entry, err
		}
	}
	return f.memory.Get(ctx, key)
}

// Set stores in the remote store, or in memory while that is away.
func (f *Failover) Set(ctx context.Context, key string, entry *Entry, ttl time.Duration) error {
	if !f.down.Load() {
		err := f.remote.Set(ctx, key, entry, ttl)
		if !f.failed(ctx, err) {
			return err
		}
	}
	return f.memory.Set(ctx, key, entry, ttl)
}

// Invalidate removes from both: either may serve next.
func (f *Failover) Invalidate(ctx context.Context, prefix string) (int, error) {
	removed, err := f.memory.Invalidate(ctx, prefix)
	if err != nil || f.down.Load() {
		return removed, err
	}
	n, err := f.remote.Invalidate(ctx, prefix)
	if f.failed(ctx, err) {
		err = nil // what lies there is checked against the generation before it is used
	}
	return removed + n, err
}

// Len returns how many entries the store that serves has.
func (f *Failover) Len(ctx context.Context) int {
	if !f.down.Load() {
		if n := f.remote.Len(ctx); n >= 0 {
			return n
		}
	}
	return f.memory.Len(ctx)
}

// Close ends the probing and closes both stores.
func (f *Failover) Close() error {
	f.stop()
	<-f.done
	return errors.Join(f.remote.Close(), f.memory.Close())
}
