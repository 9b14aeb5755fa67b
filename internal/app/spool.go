package app

import (
	"context"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// spoolInterval is the time between two reads of the spool. Only hooks that did not find the server leave payloads there.
const spoolInterval = 10 * time.Second

// drainSpool stores the payloads that hooks left in the spool.
func (a *App) drainSpool(spool hookclient.Spool) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		return spool.Drain(ctx, func(sender agent.Agent, payload []byte, at time.Time) error {
			err := a.ingestion.Hook(ctx, sender, payload, at)
			switch {
			case err == nil:
				return nil
			case apperr.CodeOf(err) == apperr.CodeInvalid:
				return fmt.Errorf("%w: %w", hookclient.ErrRefused, err)
			case apperr.CodeOf(err) == apperr.CodeInternal && ctx.Err() == nil:
				return fmt.Errorf("%w: %w", hookclient.ErrNotStored, err)
			default:
				return err
			}
		})
	}
}
