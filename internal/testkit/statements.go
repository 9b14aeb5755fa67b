package testkit

import (
	"context"
	"sync/atomic"
)

// Statements is a database.Hook that counts the SQL statements of a request. Background work is not counted, because its context
// has no counter.
type Statements struct{}

type statementsKey struct{}

// Counting returns a context with a counter, which each statement that runs with this context increments.
func (Statements) Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	counter := &atomic.Int64{}
	return context.WithValue(ctx, statementsKey{}, counter), counter
}

// Ran counts the statement.
func (Statements) Ran(ctx context.Context, _ string, _ error) {
	if counter, ok := ctx.Value(statementsKey{}).(*atomic.Int64); ok {
		counter.Add(1)
	}
}
