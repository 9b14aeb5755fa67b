package ingestion

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Hook stores the payload of a hook that was received at a time; a time that is zero or in the future means now. It stores every
// valid observation of the payload. Where none is valid, it returns CodeInvalid.
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
