package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/background"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// How often the outbox is looked at while an import watches, and how often it is bounded.
const (
	outboxInterval = time.Second
	boundInterval  = time.Minute
)

// outbox sends the payloads that the hooks of this machine left for the server of a team.
type outbox struct {
	spool  hookclient.Spool
	writer *ingest.Writer
	logger *slog.Logger
}

// watch sends payloads as they come, until the group is closed. A server that does not answer keeps the sending waiting, but not the bounding.
func (o outbox) watch(running *background.Group) {
	running.Every("bounds of the outbox", boundInterval, o.bound)
	running.Every("outbox", outboxInterval, o.send)
}

// send sends all that waits.
func (o outbox) send(ctx context.Context) error {
	return o.spool.Drain(ctx, func(p hookclient.Payload) error { return o.sendOne(ctx, p) }, func(name string, err error) {
		o.logger.Warn("a payload in the outbox cannot be sent", "file", name, "error", err)
	})
}

// sendOne sends one payload, and says with its error what becomes of it in the outbox.
func (o outbox) sendOne(ctx context.Context, p hookclient.Payload) error {
	observations, err := hook.Observe(p.Sender, p.Content, p.At)
	if err != nil {
		return fmt.Errorf("%w: %w", hookclient.ErrRefused, err)
	}
	results, err := o.writer.Submit(ctx, observations)
	if err != nil {
		return err
	}
	for _, r := range results {
		switch {
		case r.Failed:
			return hookclient.ErrNotStored
		case r.Outcome == ingest.Refused:
			return fmt.Errorf("%w: %s", hookclient.ErrRefused, r.Problem)
		}
	}
	return nil
}

// bound deletes what waits for too long, or beyond the size of the outbox.
func (o outbox) bound(context.Context) error {
	now := time.Now()
	deleted, err := o.spool.Bound(now, hookclient.OutboxAge, hookclient.OutboxBytes)
	if deleted > 0 {
		o.logger.Warn("the server was away for too long: the oldest hook payloads are lost; transcripts are sent all the same", "payloads", deleted)
	}
	if err == nil {
		err = o.spool.Tidy(now)
	}
	return err
}
