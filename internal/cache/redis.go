package cache

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/gob"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisTimeout is the time limit for each exchange with Redis: dialling, reading and writing. The address may state others.
const redisTimeout = 40 * time.Millisecond

// Redis is a Store in a Redis server. Its keys have a prefix that is unique to this process, because generations are numbers of the
// process. The entries of an ended process expire.
type Redis struct {
	client    *redis.Client
	namespace string
}

// NewRedis returns the store at url, such as redis://127.0.0.1:6379/0. It does not connect yet.
func NewRedis(url string) (*Redis, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis: %w", err)
	}
	for _, limit := range []*time.Duration{&options.DialTimeout, &options.ReadTimeout, &options.WriteTimeout, &options.PoolTimeout} {
		*limit = cmp.Or(*limit, redisTimeout)
	}
	options.MaxRetries = -1
	options.DialerRetries = 1
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.Dialer = dialBounded(redis.NewDialer(options))
	redis.SetLogger(silent{}) // Failover logs failures, once each
	return &Redis{client: redis.NewClient(options), namespace: "htmlgraph:" + rand.Text()[:10] + ":"}, nil
}

// stored is the form of an entry in Redis.
type stored struct {
	Header     map[string][]string
	Body       []byte
	ETag       string
	Generation uint64
	Stored     time.Time
}

// Ping reports whether Redis responds.
func (r *Redis) Ping(ctx context.Context) error { return r.client.Ping(ctx).Err() }

// Get returns the entry of key, or ErrMiss where there is none or it cannot be decoded.
func (r *Redis) Get(ctx context.Context, key string) (*Entry, error) {
	data, err := r.client.Get(ctx, r.namespace+key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, ErrMiss
	}
	if err != nil {
		return nil, err
	}
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return nil, ErrMiss // foreign or truncated: computing it again replaces it
	}
	return &Entry{Header: s.Header, Body: s.Body, ETag: s.ETag, Generation: s.Generation, Stored: s.Stored, zip: &zipped{}}, nil
}

// Set stores an entry for at most ttl.
func (r *Redis) Set(ctx context.Context, key string, entry *Entry, ttl time.Duration) error {
	var buffer bytes.Buffer
	s := stored{Header: entry.Header, Body: entry.Body, ETag: entry.ETag, Generation: entry.Generation, Stored: entry.Stored}
	if err := gob.NewEncoder(&buffer).Encode(s); err != nil {
		return fmt.Errorf("encode an entry: %w", err)
	}
	return r.client.Set(ctx, r.namespace+key, buffer.Bytes(), ttl).Err()
}

// globEscaper escapes the wildcards of SCAN.
var globEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`)

// Invalidate removes the entries whose key begins with prefix.
func (r *Redis) Invalidate(ctx context.Context, prefix string) (int, error) {
	removed := 0
	err := r.scan(ctx, prefix, func(keys []string) error {
		n, err := r.client.Unlink(ctx, keys...).Result()
		removed += int(n)
		return err
	})
	return removed, err
}

// Len returns the number of entries of this process, -1 where Redis does not respond.
func (r *Redis) Len(ctx context.Context) int {
	n := 0
	err := r.scan(ctx, "", func(keys []string) error {
		n += len(keys)
		return nil
	})
	if err != nil {
		return -1
	}
	return n
}

func (r *Redis) scan(ctx context.Context, prefix string, each func(keys []string) error) error {
	const step = 1000
	var cursor uint64
	for {
		keys, next, err := r.client.Scan(ctx, cursor, globEscaper.Replace(r.namespace+prefix)+"*", step).Result()
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			if err := each(keys); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// Close closes the connections.
func (r *Redis) Close() error { return r.client.Close() }

// silent discards what the library would log.
type silent struct{}

// Printf does nothing.
func (silent) Printf(context.Context, string, ...any) {}
