package ingestion

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// IdleSessions reads sessions without recent events.
type IdleSessions interface {
	Idle(ctx context.Context, before model.Instant, limit int) ([]ingest.IdleSession, error)
}

// idlePage is the number of sessions that are ended together.
const idlePage = 200

// EndIdleSessions ends the sessions that have had no event for a time, each at its latest event, and returns their number. A
// session that continues later becomes active again.
func (s *Service) EndIdleSessions(ctx context.Context, sessions IdleSessions, after time.Duration) (int, error) {
	before := model.NewInstant(s.now().Add(-after))
	ended := 0
	for last := ""; ; {
		silent, err := sessions.Idle(ctx, before, idlePage)
		if err != nil || len(silent) == 0 || silent[0].SessionID == last { // a session that was not ended would be returned again and again
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
		if len(silent) < idlePage {
			return ended, nil
		}
	}
}
