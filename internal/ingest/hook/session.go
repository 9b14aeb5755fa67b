package hook

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// addSession adds what every payload tells of its session, and what its start and its end tell beside.
func (r *reading) addSession() {
	s := ingest.Session{
		ID: r.session, Agent: r.agent.program(), TranscriptPath: r.text("transcript_path"), Cwd: r.text("cwd"), At: r.seen,
	}
	if r.mainThread() {
		s.Model = r.text("model")
	}
	switch r.name {
	case "SessionStart":
		s.Title = r.text("session_title")
		s.Metadata = r.only("source", "permission_mode")
	case "SessionEnd":
		s.EndedAt = r.seen
		s.Metadata = r.only("reason")
	}
	r.observations = append(r.observations, ingest.Observation{Session: &s})
}

// only returns the named members that are there.
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
