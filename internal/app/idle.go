package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
)

// silenceEvery is the time between two looks for sessions that stopped talking.
const silenceEvery = 30 * time.Second

// endIdleSessions ends sessions that stopped talking, at once and from time to time, until ctx is done or the returned function is called.
func (a *App) endIdleSessions(ctx context.Context, sessions ingestion.IdleSessions, after time.Duration, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		ticker := time.NewTicker(silenceEvery)
		defer ticker.Stop()
		for {
			if _, err := a.told.EndIdleSessions(ctx, sessions, after); err != nil && ctx.Err() == nil {
				logger.Warn("sessions that stopped talking cannot be ended now", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
	return func() {
		cancel()
		running.Wait()
	}
}
