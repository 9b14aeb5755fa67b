package merge

import (
	"maps"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// session is a row of sessions.
type session struct {
	*ingest.SessionRow
	rowState
	metadata object
	// latestAt is the time of the latest event that was not known before.
	latestAt model.Instant
	// silentUntil is when the session ended that was silent and goes on, "" for any other. signs are what happened in it since.
	silentUntil model.Instant
	signs       []sign
}

// placeholderMember is a member of the metadata of a session whose agent is that of an event. The agent that the session itself states
// replaces it.
const placeholderMember = "stub"

func (m *memory) addStoredSession(row *ingest.SessionRow) {
	m.sessions.add(row.ID, &session{SessionRow: row, metadata: object{stored: row.Metadata}})
}

// sessionOf returns the row of a session, a new one where there is none.
func (m *memory) sessionOf(id string) (s *session, isNew bool) {
	if s = m.sessions.byID[id]; s != nil {
		return s, false
	}
	s = &session{rowState: rowState{isNew: true, changed: true}, SessionRow: &ingest.SessionRow{
		ID: id, Agent: model.UnknownAgent, Status: model.SessionActive,
	}}
	m.sessions.add(id, s)
	return s, true
}

// ensureSession makes sure that the session of an event is there, and merges what the event says of the session. Of the agents of several
// events of the main thread the first by name counts.
func (b *batch) ensureSession(o *ingest.Event) {
	s, isNew := b.sessionOf(o.SessionID)
	at := o.At
	if isNew && at == "" {
		at = b.now
	}
	changed := keepEarlier(&s.CreatedAt, at)
	isMain := o.Subagent == "" && o.SubagentType == "" && o.AgentID != "" && o.AgentID != model.UnknownAgent
	if isMain && (s.Agent == model.UnknownAgent || o.AgentID < s.Agent && s.metadata.has(placeholderMember)) {
		s.Agent, changed = o.AgentID, true
		s.metadata.add(placeholderMember, "the agent is that of an event")
	}
	s.touch(false, changed)
}

// mergeSession merges a reported session into its row.
func (b *batch) mergeSession(o *ingest.Session) ingest.Outcome {
	if isSilence(o) && b.sessions.byID[o.ID] == nil { // nothing happened in it, so there is no such session
		return ingest.Unchanged
	}
	s, isNew := b.sessionOf(o.ID)
	if isNew {
		s.CreatedAt = o.At
	}
	if b.wentOn(s, o) {
		o = withoutEnd(o)
	}
	var c anyChange
	c.or(s.merge(o))
	if b.columns.SessionModel {
		c.or(setIfEmpty(&s.Model, o.Model))
	} else {
		c.or(s.metadata.add("model", o.Model))
	}
	if s.CreatedAt == "" {
		s.CreatedAt = b.now
	}
	return s.touch(isNew, bool(c))
}

// merge merges what is reported into the row, and reports whether that changed it.
func (s *session) merge(o *ingest.Session) bool {
	var c anyChange
	isStated := o.Agent != "" && o.Agent != model.UnknownAgent
	if isStated && (s.Agent == model.UnknownAgent || s.metadata.has(placeholderMember)) {
		c.or(s.Agent != o.Agent)
		s.Agent = o.Agent
		c.or(s.metadata.drop(placeholderMember))
	}
	c.or(setIfEmpty(&s.Agent, o.Agent))
	if o.ParentID != s.ID {
		c.or(setIfEmpty(&s.ParentID, o.ParentID))
	}
	if o.ContinuedFrom != s.ID {
		c.or(setIfEmpty(&s.ContinuedFrom, o.ContinuedFrom))
	}
	c.or(keepEarlier(&s.CreatedAt, o.At))
	c.or(s.end(o))
	c.or(setIfEmpty(&s.TranscriptPath, o.TranscriptPath))
	c.or(setIfEmpty(&s.StartCommit, o.StartCommit))
	c.or(replace(&s.EndCommit, o.EndCommit))
	c.or(replace(&s.HandoffNotes, o.HandoffNotes))
	c.or(replace(&s.RecommendedNext, o.RecommendedNext))
	c.or(o.IsSubagent && !s.IsSubagent)
	s.IsSubagent = s.IsSubagent || o.IsSubagent
	c.or(s.metadata.merge(o.Metadata))
	c.or(s.metadata.add("cwd", o.Cwd))
	c.or(s.name(o))
	return bool(c)
}

// titleByMember is the member of the metadata that says who chose the title.
const titleByMember = "title_by"

// name keeps the title: the first one that the user chose, or else the first one of all.
func (s *session) name(o *ingest.Session) bool {
	if !o.TitleByUser {
		return s.metadata.add("title", o.Title)
	}
	if o.Title == "" || s.metadata.text(titleByMember) == model.TitleByUser {
		return false
	}
	return s.metadata.set("title", o.Title) && s.metadata.set(titleByMember, model.TitleByUser)
}

// withoutEnd returns what is reported but the end.
func withoutEnd(o *ingest.Session) *ingest.Session {
	rest := *o
	rest.EndedAt, rest.Metadata = "", maps.Clone(o.Metadata)
	delete(rest.Metadata, ingest.EndedByMember)
	return &rest
}

// prompt is the time and the text of a prompt.
type prompt struct {
	at   model.Instant
	text string
}

// keepLatestPrompt keeps the latest prompt in the row of its session. before is what was known of the prompt until now.
func (b *batch) keepLatestPrompt(e *event, before prompt) {
	s := b.sessions.byID[e.SessionID]
	if e.ToolName != model.ToolUserQuery || e.Input == "" || s == nil {
		return
	}
	isKept := before.text != "" && before == prompt{s.LastPromptAt, s.LastPrompt}
	order := e.At.Compare(s.LastPromptAt)
	if isKept || s.LastPromptAt == "" || order > 0 || (order == 0 && len(e.Input) > len(s.LastPrompt)) {
		s.touch(false, s.LastPrompt != e.Input || s.LastPromptAt != e.At)
		s.LastPrompt, s.LastPromptAt = e.Input, e.At
	}
	if s.CompletedAt != "" && s.LastPromptAt.Compare(s.CompletedAt) > 0 {
		s.reopen()
	}
}
