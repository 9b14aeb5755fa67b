package testkit

import (
	"context"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// Statements is a hook of bun that counts the statements that run for a request. Work in the
// background is not counted, because its context carries no counter.
type Statements struct{}

type statementsKey struct{}

// Counting returns ctx with a counter, which grows by one with each statement that runs under it.
func (Statements) Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	counter := &atomic.Int64{}
	return context.WithValue(ctx, statementsKey{}, counter), counter
}

// BeforeQuery leaves the context as it is.
func (Statements) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery counts the statement.
func (Statements) AfterQuery(ctx context.Context, _ *bun.QueryEvent) {
	if counter, ok := ctx.Value(statementsKey{}).(*atomic.Int64); ok {
		counter.Add(1)
	}
}
