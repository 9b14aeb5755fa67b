package hook

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// addSession adds what every payload reports of its session, and what the events of its start and its end report beside.
func (r *reader) addSession() {
	s := ingest.Session{ID: r.session, Agent: r.agent.ID, TranscriptPath: r.text("transcript_path"), Cwd: r.text("cwd"), At: r.instant}
	if r.isMainThread() {
		s.Model = r.text("model")
	}
	switch r.event.Kind {
	case agent.SessionStarted:
		s.Title = r.text("session_title")
		s.Metadata = r.only("source", "permission_mode")
	case agent.SessionEnded:
		s.EndedAt = r.instant
		s.Metadata = r.only("reason")
	}
	r.observations = append(r.observations, ingest.Observation{Session: &s})
}

// only returns the named members that are there, nil if none is.
func (f fields) only(names ...string) map[string]json.RawMessage {
	some := map[string]json.RawMessage{}
	for _, name := range names {
		if f.has(name) {
			some[name] = bounded(f[name])
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some
}
