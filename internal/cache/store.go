package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"
)

// ErrMiss is returned by Get for a key that is not stored.
var ErrMiss = errors.New("not in the cache")

// Store stores entries by key. Implementations are safe for concurrent use.
type Store interface {
	// Get returns the entry of key, or ErrMiss.
	Get(ctx context.Context, key string) (*Entry, error)
	// Set stores an entry for at most ttl.
	Set(ctx context.Context, key string, entry *Entry, ttl time.Duration) error
	// Invalidate removes the entries whose key begins with prefix and returns their number.
	Invalidate(ctx context.Context, prefix string) (int, error)
	// Len returns the approximate number of entries.
	Len(ctx context.Context) int
	// Close stops background work.
	Close() error
}

// OpenStore returns the store that setting names: "memory" (or ""), or the URL of a Redis server. A Redis server that does not
// respond is not an error: memory is used until it does.
func OpenStore(ctx context.Context, setting string, logger *slog.Logger) (Store, error) {
	if setting == "" || setting == "memory" {
		return NewMemory(DefaultMemoryBytes, DefaultMemoryEntries), nil
	}
	u, err := url.Parse(setting)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss") {
		return nil, fmt.Errorf(`cache %q is neither "memory" nor redis://host:port/0`, setting)
	}
	redis, err := NewRedis(setting)
	if err != nil {
		return nil, err
	}
	return NewFailover(ctx, redis, NewMemory(DefaultMemoryBytes, DefaultMemoryEntries), u.Redacted(), logger), nil
}
