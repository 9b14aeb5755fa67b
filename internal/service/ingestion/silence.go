package ingestion

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// SilentSessions knows which sessions have not been heard of.
type SilentSessions interface {
	Silent(ctx context.Context, before model.Instant, limit int) ([]ingest.Silent, error)
}

// silentPage is how many sessions are ended together.
const silentPage = 200

// EndSilent ends the sessions that have not been heard of for that long, each at its latest event, and returns how many there were.
// One that talks again goes on.
func (s *Service) EndSilent(ctx context.Context, sessions SilentSessions, after time.Duration) (int, error) {
	before := model.InstantOf(s.now().Add(-after))
	ended := 0
	for last := ""; ; {
		silent, err := sessions.Silent(ctx, before, silentPage)
		if err != nil || len(silent) == 0 || silent[0].SessionID == last { // one that did not end would come for ever
			return ended, err
		}
		last = silent[0].SessionID
		var observations []ingest.Observation
		for _, one := range silent {
			observations = append(observations, one.End()...)
		}
		if _, err := s.Submit(ctx, observations); err != nil {
			return ended, err
		}
		ended += len(silent)
		if len(silent) < silentPage {
			return ended, nil
		}
	}
}
