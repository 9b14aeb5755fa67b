package app

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
)

// idleInterval is the time between two searches for idle sessions.
const idleInterval = 30 * time.Second

// endIdleSessions ends the sessions of which nothing was received for a time.
func (a *App) endIdleSessions(sessions ingestion.IdleSessions, after time.Duration) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		_, err := a.ingestion.EndIdleSessions(ctx, sessions, after)
		return err
	}
}
