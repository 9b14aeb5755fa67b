package app

import (
	"context"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// spoolInterval is the time between two reads of the spool. Only hooks that did not find the server leave payloads there.
const spoolInterval = 10 * time.Second

// maxReported bounds the files of which it is remembered that they were reported.
const maxReported = 10_000

// drainSpool stores the payloads that hooks left in the spool. A file that cannot be read is reported once.
func (a *App) drainSpool(spool hookclient.Spool) func(ctx context.Context) error {
	reported := map[string]bool{}
	report := func(name string, err error) {
		if reported[name] || len(reported) >= maxReported {
			return
		}
		reported[name] = true
		a.logger.Warn("a payload in the spool of hooks cannot be delivered", "file", name, "error", err)
	}
	failing := false
	return func(ctx context.Context) error {
		err := spool.Tidy(time.Now())
		if drained := spool.Drain(ctx, func(p hookclient.Payload) error { return a.storeSpooled(ctx, p) }, report); drained != nil {
			err = drained
		}
		wasFailing := failing
		failing = err != nil
		if wasFailing && failing {
			return nil // it was logged when it began
		}
		return err
	}
}

// storeSpooled stores a payload, and says with its error what becomes of it in the spool.
func (a *App) storeSpooled(ctx context.Context, p hookclient.Payload) error {
	err := a.ingestion.Hook(ctx, p.Sender, p.Content, p.At)
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
}
