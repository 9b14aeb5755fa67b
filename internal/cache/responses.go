package cache

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

// DefaultMaxBody is the default size limit of stored bodies, in bytes.
const DefaultMaxBody = 8 << 20

// computeTimeout is the time limit for computing a response, which continues when the client that requested it leaves.
const computeTimeout = 30 * time.Second

// Options configure a response cache.
type Options struct {
	Store Store
	// Generation returns the generation of the database.
	Generation func() uint64
	Now        func() time.Time
	Logger     *slog.Logger
	// MaxBody is the largest body that is stored. The default is DefaultMaxBody.
	MaxBody int
}

// Responses serves stored responses. It is safe for concurrent use.
type Responses struct {
	Options
	flights singleflight.Group
	metrics *metrics
	// longest is the longest TTL of all operations.
	longest time.Duration
	// sends has room for the bytes of large bodies that are being sent.
	sends *semaphore.Weighted
}

// New returns the response cache.
func New(options Options) *Responses {
	if options.MaxBody == 0 {
		options.MaxBody = DefaultMaxBody
	}
	return &Responses{Options: options, metrics: newMetrics(), sends: semaphore.NewWeighted(sentAtOnce)}
}

// Handler serves GET and HEAD requests of op from the cache where possible, and otherwise from next, whose responses it stores.
// Responses with status 200 get an ETag and are compressed for clients that accept it. A panic of next reaches the caller as a
// *PanicError. All handlers must be created before the first request.
func (c *Responses) Handler(op Operation, next http.Handler) http.Handler {
	c.longest = max(c.longest, op.TTL)
	vary := varyBy(op.Headers)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		began := c.Now()
		wanted := op.wanted(r)
		entry, hit := c.lookup(r, wanted)
		if !hit {
			entry = c.compute(w, r, wanted, next)
		}
		c.metrics.record(wanted.key, op.ID, hit, c.Now().Sub(began))
		if entry != nil {
			c.sendInTurn(w, r, vary, entry, op.Refuse)
		}
	})
}

// lookup returns the stored response, unless it is stale or the client refuses it.
func (c *Responses) lookup(r *http.Request, wanted wanted) (*Entry, bool) {
	if wanted.ttl == 0 || refuses(r) {
		return nil, false
	}
	entry, err := c.Store.Get(r.Context(), wanted.key)
	if err != nil {
		if !errors.Is(err, ErrMiss) && r.Context().Err() == nil {
			c.metrics.errors.Add(1)
		}
		return nil, false
	}
	if entry.Generation != c.Generation() || c.Now().Sub(entry.Stored) >= wanted.ttl {
		return nil, false
	}
	return entry, true
}

// refuses reports whether the client refuses stored responses.
func refuses(r *http.Request) bool {
	header := r.Header.Get("Cache-Control")
	return header != "" && (strings.Contains(header, "no-cache") || strings.Contains(header, "no-store"))
}

// outcome is the result of one run of the next handler.
type outcome struct {
	entry    *Entry    // for status 200
	recorded *recorder // for all else
	panicked *PanicError
}

// compute runs next once for all concurrent requests with the same key and generation. It returns the entry to send, or nil where
// it has sent the response itself.
func (c *Responses) compute(w http.ResponseWriter, r *http.Request, wanted wanted, next http.Handler) *Entry {
	generation := c.Generation()
	header := w.Header().Clone() // w is invalid when a flight outlives its first request
	run := func(r *http.Request) outcome { return c.run(r, header, wanted, generation, next) }
	if wanted.ttl == 0 {
		return c.deliver(w, run(r))
	}
	own := false
	// The generation is part of the flight's key: a request after a commit must not get a response that was started before it.
	flight := wanted.key + "\x00" + strconv.FormatUint(generation, 36)
	result := c.flights.DoChan(flight, func() (any, error) {
		own = true
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), computeTimeout)
		defer cancel()
		shared := r.WithContext(ctx)
		if entry, hit := c.lookup(shared, wanted); hit { // stored by a flight that ended after this request found nothing
			return outcome{entry: entry}, nil
		}
		return run(shared), nil
	})
	select {
	case <-r.Context().Done():
		return nil
	case answer := <-result:
		done := answer.Val.(outcome)
		switch {
		case own || done.entry != nil:
		case done.recorded != nil && done.recorded.status == http.StatusServiceUnavailable:
			// Another run would wait as long again for whatever did not answer.
			done.recorded = done.recorded.readdressed(w.Header())
		default:
			// Other failures are not shared, because each contains the id of its request.
			done = run(r)
		}
		return c.deliver(w, done)
	}
}

func (c *Responses) deliver(w http.ResponseWriter, done outcome) *Entry {
	if done.panicked != nil {
		panic(done.panicked)
	}
	if done.recorded != nil {
		done.recorded.replay(w)
	}
	return done.entry
}

// run calls next and stores its response.
func (c *Responses) run(r *http.Request, header http.Header, wanted wanted, generation uint64, next http.Handler) (done outcome) {
	defer func() {
		if value := recover(); value != nil {
			done = outcome{panicked: newPanicError(value)}
		}
	}()
	recorded := newRecorder(header)
	next.ServeHTTP(recorded, r)
	if recorded.status != http.StatusOK && recorded.status != 0 {
		return outcome{recorded: recorded}
	}
	entry := newEntry(recorded.header, recorded.body.Bytes(), generation, c.Now())
	if wanted.ttl > 0 && len(entry.Body) <= c.MaxBody {
		c.store(r.Context(), wanted.key, entry, wanted.ttl)
	}
	return outcome{entry: entry}
}

func (c *Responses) store(ctx context.Context, key string, entry *Entry, ttl time.Duration) {
	if err := c.Store.Set(ctx, key, entry, ttl); err != nil {
		c.metrics.errors.Add(1)
		c.Logger.Warn("cannot store a response in the cache", "error", err)
	}
}

// Invalidate removes the responses whose path begins with prefix, or all for "", and returns their number.
func (c *Responses) Invalidate(ctx context.Context, prefix string) (int, error) {
	return c.Store.Invalidate(ctx, prefix)
}
