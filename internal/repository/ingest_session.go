package repository

import (
	"maps"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// ingestSession is a row of sessions as it is merged into; "" stands for null.
type ingestSession struct {
	rowState
	id, agent, parent, continuedFrom    string
	at, endedAt                         model.Instant
	status, transcript                  string
	startCommit, endCommit              string
	isSubagent                          bool
	metadata                            ingestObject
	query                               string
	queryAt                             model.Instant
	handoffNotes, recommendedNext, used string // used is the model
}

// Words that stand in the status of a session.
const (
	sessionActive    = "active"
	sessionCompleted = "completed"
	sessionFailed    = "failed"
)

// stubMember is a member of the metadata of a session that only its events have told of: its agent is that of an event, and gives
// way to the one that the session states.
const stubMember = "stub"

// sessionOf returns the row of a session, a new one where there is none, and whether it was there.
func (b *ingestBatch) sessionOf(id string) (row *ingestSession, found bool) {
	if row, found = b.sessions[id]; found {
		return row, true
	}
	row = &ingestSession{rowState: rowState{isNew: true, changed: true}, id: id, agent: model.UnknownAgent, status: sessionActive}
	b.addSession(row)
	return row, false
}

func (b *ingestBatch) addSession(row *ingestSession) {
	b.sessions[row.id] = row
	b.sessionOrder = append(b.sessionOrder, row)
}

// stub makes sure that the session of an event is there, and takes from the event what it tells of the session.
func (b *ingestBatch) stub(o *ingest.Event) {
	row, found := b.sessionOf(o.SessionID)
	at := o.At
	if !found {
		row.metadata.add(stubMember, "events alone tell of it")
		if at == "" {
			at = b.now
		}
	}
	changed := advance(&row.at, at)
	isMain := o.Subagent == "" && o.SubagentType == "" && o.AgentID != "" && o.AgentID != model.UnknownAgent
	if isMain && row.metadata.has(stubMember) && (row.agent == model.UnknownAgent || o.AgentID < row.agent) {
		row.agent, changed = o.AgentID, true
	}
	row.touch(false, changed)
}

func (b *ingestBatch) mergeSession(o *ingest.Session) ingest.Outcome {
	row, found := b.sessionOf(o.ID)
	if !found {
		row.at = o.At
	}
	if b.wentOn(o) {
		o = withoutEnd(o)
	}
	changed := row.merge(o)
	if b.has["sessions.model"] {
		changed = fill(&row.used, o.Model) || changed
	} else {
		changed = row.metadata.add("model", o.Model) || changed
	}
	if row.at == "" {
		row.at = b.now
	}
	return row.touch(!found, changed)
}

// merge fills what is missing and reports whether there was something.
func (s *ingestSession) merge(o *ingest.Session) bool {
	changed := false
	note := func(did bool) { changed = changed || did }
	if o.Agent != "" && (s.agent == model.UnknownAgent || s.metadata.has(stubMember)) {
		note(s.agent != o.Agent)
		s.agent = o.Agent
		note(s.metadata.drop(stubMember))
	}
	note(fill(&s.agent, o.Agent))
	if o.ParentID != s.id {
		note(fill(&s.parent, o.ParentID))
	}
	if o.ContinuedFrom != s.id {
		note(fill(&s.continuedFrom, o.ContinuedFrom))
	}
	note(advance(&s.at, o.At))
	note(s.end(o))
	note(fill(&s.transcript, o.TranscriptPath))
	note(fill(&s.startCommit, o.StartCommit))
	note(replace(&s.endCommit, o.EndCommit))
	note(replace(&s.handoffNotes, o.HandoffNotes))
	note(replace(&s.recommendedNext, o.RecommendedNext))
	note(o.IsSubagent && !s.isSubagent)
	s.isSubagent = s.isSubagent || o.IsSubagent
	note(s.metadata.merge(o.Metadata))
	note(s.metadata.add("cwd", o.Cwd))
	note(s.metadata.add("title", o.Title))
	return changed
}

// withoutEnd returns what is told but the end.
func withoutEnd(o *ingest.Session) *ingest.Session {
	rest := *o
	rest.EndedAt, rest.Metadata = "", maps.Clone(o.Metadata)
	delete(rest.Metadata, ingest.EndedByMember)
	return &rest
}

// end ends the session at the latest end that is told, unless a prompt came after it; of two at one instant, failure counts.
func (s *ingestSession) end(o *ingest.Session) bool {
	if o.EndedAt == "" {
		return false
	}
	status := sessionCompleted
	if o.Failed {
		status = sessionFailed
	}
	if s.queryAt != "" && o.EndedAt.Compare(s.queryAt) < 0 {
		return false // it went on
	}
	order := o.EndedAt.Compare(s.endedAt)
	if s.endedAt != "" && (order < 0 || order == 0 && (s.status == status || status != sessionFailed)) {
		return false
	}
	s.endedAt, s.status = o.EndedAt, status
	return true
}

// notePrompt keeps the latest prompt of the session beside it. before is what was known of the prompt until now.
func (b *ingestBatch) notePrompt(e, before *ingestEvent) {
	s := b.sessions[e.session]
	if e.tool != model.ToolUserQuery || e.input == "" || s == nil {
		return
	}
	isKept := s.queryAt == before.at && s.query == before.input && before.input != ""
	order := e.at.Compare(s.queryAt)
	if isKept || s.queryAt == "" || order > 0 || (order == 0 && len(e.input) > len(s.query)) {
		s.touch(false, s.query != e.input || s.queryAt != e.at)
		s.query, s.queryAt = e.input, e.at
	}
	if s.endedAt != "" && s.queryAt.Compare(s.endedAt) > 0 {
		s.reopen()
	}
}

// reopen takes back the end of a session that went on.
func (s *ingestSession) reopen() {
	s.endedAt, s.status = "", sessionActive
	s.metadata.drop(ingest.EndedByMember)
	s.touch(false, true)
}
