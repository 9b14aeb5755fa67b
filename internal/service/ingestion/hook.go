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
// observation of the payload that can be stored. Where one cannot, it returns its error, so that the hook keeps the payload: a payload
// that is sent again does not change what is stored already.
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
	return firstRefusal(results)
}

// firstRefusal returns the error of the results: that of a store that failed before that of an invalid observation, because a payload
// that may be stored later must not be given up.
func firstRefusal(results []ingest.Result) error {
	var first error
	for _, result := range results {
		if result.Failed {
			return errFailed
		}
		if first == nil {
			first = Refusal(result, "body")
		}
	}
	return first
}
