package ingestion

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Hook stores what a hook of an agent was handed at a time, now if that is zero or in the future. What of it cannot be stored
// keeps nothing else from it; where nothing can be, it fails with CodeInvalid.
func (s *Service) Hook(ctx context.Context, sender agent.Agent, payload []byte, at time.Time) error {
	if now := s.now(); at.IsZero() || at.After(now) {
		at = now
	}
	observations, err := hook.Observe(sender, payload, at)
	if err != nil {
		return apperr.InvalidFields(apperr.Field{Location: []string{"body"}, Message: err.Error(), Type: "value_error"})
	}
	results, err := s.Submit(ctx, observations)
	if err != nil {
		return err
	}
	for _, result := range results {
		if result.Outcome != ingest.Refused {
			return nil
		}
	}
	return apperr.InvalidFields(Field(results[0], "body"))
}
