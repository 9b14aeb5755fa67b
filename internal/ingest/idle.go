package ingest

import (
	"encoding/json"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// IdleSession is a session that is not over and of which nothing was reported since LastAt.
type IdleSession struct {
	SessionID string
	LastAt    model.Instant
}

// ShortestSilence is the shortest time without events that may end a session. Sources see the same event at times that differ a little, so
// only what comes later than that after the end shows that the session went on.
const ShortestSilence = time.Minute

// IsAfterSilence reports whether an instant is so much later than the end of a silent session that the session went on.
func IsAfterSilence(at, end model.Instant) bool {
	passed, ok := at.Seconds(end)
	return ok && passed > ShortestSilence.Seconds()
}

// EndedByMember is a member of the metadata of a session and of the context of an event. It says what ended them where no source reported
// how they ended.
const EndedByMember = "ended_by"

// The values of EndedByMember: nothing was reported for long, which holds only until something is; the session ended; the next prompt came.
const (
	EndedBySilence = "silence"
	EndedBySession = "session"
	EndedByPrompt  = "prompt"
)

// End returns the observations that end the session at its latest event, and what it left running.
func (s IdleSession) End() []Observation {
	return []Observation{
		{Stop: &Stop{SessionID: s.SessionID, At: s.LastAt, Status: StatusRecorded, Prompts: true, EndedBy: EndedBySilence}},
		{Session: &Session{ID: s.SessionID, EndedAt: s.LastAt, Metadata: map[string]json.RawMessage{EndedByMember: json.RawMessage(`"` + EndedBySilence + `"`)}}},
	}
}
