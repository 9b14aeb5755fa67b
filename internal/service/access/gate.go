package access

import (
	"context"
	"crypto/subtle"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// What a token may report: a rate, and how much at once. A laptop that was offline sends what waited at once, and then no faster.
const (
	eventsPerSecond = 200
	eventsAtOnce    = 5000
	bytesPerSecond  = 2 << 20
	bytesAtOnce     = 64 << 20
)

const (
	// trusted is how long a token is believed without looking again, while nothing is committed to the database.
	trusted = 30 * time.Second
	// maxCallers is how many callers are remembered.
	maxCallers = 10_000
	// markPatience is how long a request waits until the use of its token is stored, and markEvery the time between two tries.
	markPatience = 250 * time.Millisecond
	markEvery    = time.Minute
)

// StoredTokens is what the gate needs of stored tokens.
type StoredTokens interface {
	// Token returns the token with a prefix, or false where there is none.
	Token(ctx context.Context, prefix string) (model.AccessToken, bool, error)
	// MarkUsed stores the last day on which a token was used.
	MarkUsed(ctx context.Context, prefix, day string) error
}

// Gate recognises the tokens of requests. It is safe for concurrent use.
type Gate struct {
	tokens     StoredTokens
	generation func() uint64
	now        func() time.Time
	logger     *slog.Logger

	mu      sync.Mutex
	callers map[string]*Caller
}

// NewGate returns a gate. generation is that of the database, so that a token that another process revokes is refused at once.
func NewGate(tokens StoredTokens, generation func() uint64, now func() time.Time, logger *slog.Logger) *Gate {
	return &Gate{tokens: tokens, generation: generation, now: now, logger: logger, callers: map[string]*Caller{}}
}

// Caller is who sends a request with a token, and what the token may still do. It is safe for concurrent use.
type Caller struct {
	token         model.AccessToken
	events, bytes *rate.Limiter
	now           func() time.Time
	// looked and generation are when, and at which generation of the database, the token was read; marked is when the last try to store its use
	// began. The lock of the gate guards them.
	looked     time.Time
	generation uint64
	marked     time.Time
}

// Scopes returns what the token permits.
func (c *Caller) Scopes() model.Scopes { return c.token.Scopes }

// Wait returns how long the caller has to wait because it reported too much, 0 for not at all.
func (c *Caller) Wait() time.Duration {
	now := c.now()
	return max(owed(c.events, now), owed(c.bytes, now))
}

// owed returns how long it takes until a limit has no debt.
func owed(limit *rate.Limiter, now time.Time) time.Duration {
	return max(0, time.Duration(-limit.TokensAt(now)/float64(limit.Limit())*float64(time.Second)))
}

// Read counts bytes that the caller has sent.
func (c *Caller) Read(bytes int) { take(c.bytes, c.now(), bytes) }

// take takes n from a limit, which may then be in debt: what was received is stored, and the next request waits.
func take(limit *rate.Limiter, now time.Time, n int) {
	for n > 0 {
		part := min(n, limit.Burst())
		limit.ReserveN(now, part)
		n -= part
	}
}

// callerKey is the key of the caller in a context.
type callerKey struct{}

// Report counts observations that the caller of a context reports. Without a caller it does nothing.
func Report(ctx context.Context, observations int) {
	if caller, ok := ctx.Value(callerKey{}).(*Caller); ok {
		take(caller.events, caller.now(), observations)
	}
}

// Admit returns the caller that a token belongs to and a context with it; nil where the token is unknown, expired or revoked.
func (g *Gate) Admit(ctx context.Context, text string) (context.Context, *Caller, error) {
	prefix, ok := parseToken(text)
	if !ok {
		return ctx, nil, nil
	}
	sum, now, generation := digest(text), g.now(), g.generation()
	caller := g.known(prefix, now, generation)
	if caller == nil {
		stored, found, err := g.tokens.Token(ctx, prefix)
		if err != nil || !found {
			return ctx, nil, err
		}
		caller = g.remember(stored, now, generation)
	}
	if subtle.ConstantTimeCompare(caller.token.Digest[:], sum[:]) != 1 || State(caller.token, now) != "active" {
		return ctx, nil, nil
	}
	g.markUsed(ctx, caller, now)
	return context.WithValue(ctx, callerKey{}, caller), caller, nil
}

// known returns a caller whose token need not be read again, or nil.
func (g *Gate) known(prefix string, now time.Time, generation uint64) *Caller {
	g.mu.Lock()
	defer g.mu.Unlock()
	caller := g.callers[prefix]
	if caller == nil || caller.generation != generation || now.Sub(caller.looked) >= trusted {
		return nil
	}
	return caller
}

// remember returns the caller of a token as it was read now. What the token has used of its limits stays.
func (g *Gate) remember(token model.AccessToken, now time.Time, generation uint64) *Caller {
	caller := &Caller{
		token: token, now: g.now, looked: now, generation: generation,
		events: rate.NewLimiter(eventsPerSecond, eventsAtOnce), bytes: rate.NewLimiter(bytesPerSecond, bytesAtOnce),
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if before := g.callers[token.Prefix]; before != nil {
		caller.events, caller.bytes, caller.marked = before.events, before.bytes, before.marked
	} else if len(g.callers) >= maxCallers {
		clear(g.callers)
	}
	g.callers[token.Prefix] = caller
	return caller
}

// markUsed stores the day on which a token is used, once a day. A database that cannot be written now does not keep the request.
func (g *Gate) markUsed(ctx context.Context, caller *Caller, now time.Time) {
	day := now.UTC().Format(time.DateOnly)
	if caller.token.LastUsedDay == day || !g.mayMark(caller, now) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, markPatience)
	defer cancel()
	if err := g.tokens.MarkUsed(ctx, caller.token.Prefix, day); err != nil {
		g.logger.Debug("the use of a token is not stored", "token", caller.token.Prefix, "error", err)
	}
}

// mayMark reports whether the last try to store the use of a token is long ago, and counts as one.
func (g *Gate) mayMark(caller *Caller, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !caller.marked.IsZero() && now.Sub(caller.marked) < markEvery {
		return false
	}
	caller.marked = now
	return true
}
