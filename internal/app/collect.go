package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// collectEvery is the time between two looks into the spool. Hooks that find the server need none; this is for those that did not.
const collectEvery = 10 * time.Second

// collect stores what hooks left in the spool, at once and from time to time, until ctx is done or the returned function is called.
func (a *App) collect(ctx context.Context, spool hookclient.Spool, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		ticker := time.NewTicker(collectEvery)
		defer ticker.Stop()
		for {
			if err := spool.Drain(ctx, a.take(ctx)); err != nil && ctx.Err() == nil {
				logger.Warn("what hooks left cannot be stored now", "error", err)
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

// take returns what stores a payload of the spool.
func (a *App) take(ctx context.Context) func(agent.Agent, []byte, time.Time) error {
	return func(sender agent.Agent, payload []byte, at time.Time) error {
		err := a.told.Hook(ctx, sender, payload, at)
		if apperr.CodeOf(err) == apperr.CodeInvalid {
			return fmt.Errorf("%w: %w", hookclient.ErrRefused, err)
		}
		return err
	}
}
