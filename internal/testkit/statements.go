package testkit

import (
	"context"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// Statements is a query hook of bun that counts the SQL statements of a request. Background work is not counted, because its context
// has no counter.
type Statements struct{}

type statementsKey struct{}

// Counting returns a context with a counter, which each statement that runs with this context increments.
func (Statements) Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	counter := &atomic.Int64{}
	return context.WithValue(ctx, statementsKey{}, counter), counter
}

// BeforeQuery does nothing.
func (Statements) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery counts the statement.
func (Statements) AfterQuery(ctx context.Context, _ *bun.QueryEvent) {
	if counter, ok := ctx.Value(statementsKey{}).(*atomic.Int64); ok {
		counter.Add(1)
	}
}
