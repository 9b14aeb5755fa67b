package cache

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
)

// probePause is the time between two tries to reach a remote store that is down.
const probePause = time.Second

// remote is a store that may not answer.
type remote interface {
	Store
	Ping(ctx context.Context) error
}

// Failover is a Store that uses a remote one and, while that does not respond, one in memory.
// The first failure opens the circuit for all requests, so that they do not wait one after another for the same timeout. A ping in
// the background closes it again.
type Failover struct {
	remote remote
	memory *Memory
	name   string
	logger *slog.Logger
	down   atomic.Bool
	// background holds the probe.
	background *background.Group
}

// NewFailover returns the store. A remote store that does not respond now is logged and probed. name is its name in the log.
func NewFailover(ctx context.Context, remote remote, memory *Memory, name string, logger *slog.Logger) *Failover {
	f := &Failover{remote: remote, memory: memory, name: name, logger: logger, background: background.New(ctx, logger)}
	if err := remote.Ping(ctx); err != nil {
		f.open(err)
	}
	f.background.Every("cache probe", probePause, f.probe)
	return f
}

// open stops the use of the remote store, and logs that once.
func (f *Failover) open(err error) {
	if f.down.CompareAndSwap(false, true) {
		f.logger.Warn("the cache does not respond; memory is used until it does", "cache", f.name, "error", err)
	}
}

// probe uses the remote store again once it responds.
func (f *Failover) probe(ctx context.Context) error {
	if f.down.Load() && f.remote.Ping(ctx) == nil {
		f.down.Store(false)
		f.logger.Info("the cache responds again", "cache", f.name)
	}
	return nil
}

// failed opens the circuit for an error of the store itself, and reports whether it was one. A caller that left and a key that is
// not stored are no errors of the store.
func (f *Failover) failed(ctx context.Context, err error) bool {
	if err == nil || errors.Is(err, ErrMiss) || ctx.Err() != nil {
		return false
	}
	f.open(err)
	return true
}

// Get reads from the remote store, or from memory while that does not respond.
func (f *Failover) Get(ctx context.Context, key string) (*Entry, error) {
	if !f.down.Load() {
		entry, err := f.remote.Get(ctx, key)
		if !f.failed(ctx, err) {
			return entry, err
		}
	}
	return f.memory.Get(ctx, key)
}

// Set stores in the remote store, or in memory while that does not respond.
func (f *Failover) Set(ctx context.Context, key string, entry *Entry, ttl time.Duration) error {
	if !f.down.Load() {
		err := f.remote.Set(ctx, key, entry, ttl)
		if !f.failed(ctx, err) {
			return err
		}
	}
	return f.memory.Set(ctx, key, entry, ttl)
}

// Invalidate removes entries from both stores: either may be read next.
func (f *Failover) Invalidate(ctx context.Context, prefix string) (int, error) {
	removed, err := f.memory.Invalidate(ctx, prefix)
	if err != nil || f.down.Load() {
		return removed, err
	}
	n, err := f.remote.Invalidate(ctx, prefix)
	if f.failed(ctx, err) {
		err = nil // the generation of an entry is checked before it is used
	}
	return removed + n, err
}

// Len returns how many entries the store in use has.
func (f *Failover) Len(ctx context.Context) int {
	if !f.down.Load() {
		if n := f.remote.Len(ctx); n >= 0 {
			return n
		}
	}
	return f.memory.Len(ctx)
}

// closeTimeout bounds the wait for a probe that is under way.
const closeTimeout = 5 * time.Second

// Close ends the probing and closes both stores.
func (f *Failover) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return errors.Join(f.background.Close(ctx), f.remote.Close(), f.memory.Close())
}
