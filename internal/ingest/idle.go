package ingest

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// IdleSession is a session that is not over and has not been heard of since LastAt.
type IdleSession struct {
	SessionID string
	LastAt    model.Instant
}

// EndedByMember is a member of the metadata of a session that says what ended it where no source did.
const EndedByMember = "ended_by"

// End returns what ends the session with its latest event, and what it left unfinished.
func (s IdleSession) End() []Observation {
	return []Observation{
		{Stop: &Stop{SessionID: s.SessionID, At: s.LastAt, Status: StatusCancelled, Prompts: true}},
		{Session: &Session{ID: s.SessionID, EndedAt: s.LastAt, Metadata: map[string]json.RawMessage{EndedByMember: json.RawMessage(`"silence"`)}}},
	}
}
