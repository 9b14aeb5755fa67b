package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// IdleSession is a session that is not over and of which nothing was reported since LastAt.
type IdleSession struct {
	SessionID string
	LastAt    model.Instant
}

// EndedByMember is a member of the metadata of a session. It says what ended the session where no source reported its end.
const EndedByMember = "ended_by"

// End returns the observations that end the session at its latest event, and what it left running.
func (s IdleSession) End() []Observation {
	return []Observation{
		{Stop: &Stop{SessionID: s.SessionID, At: s.LastAt, Status: StatusCancelled, Prompts: true}},
		{Session: &Session{ID: s.SessionID, EndedAt: s.LastAt, Metadata: map[string]json.RawMessage{EndedByMember: json.RawMessage(`"silence"`)}}},
	}
}
