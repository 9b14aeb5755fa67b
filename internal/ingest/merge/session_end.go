package merge

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// loadStarts finds when the sessions whose end is reported began last: one that was resumed after that end goes on.
func (b *batch) loadStarts(ctx context.Context, observations []ingest.Observation) error {
	ended := newSet()
	for _, o := range observations {
		if o.Session != nil && o.Session.EndedAt != "" {
			ended.add(o.Session.ID)
		}
	}
	moments := make([]ingest.Moment, len(ended.list))
	for i, id := range ended.list {
		moments[i].SessionID = id
	}
	starts, err := b.stored.MarksBefore(ctx, agent.EventNames(agent.SessionStarted), moments)
	if err != nil {
		return err
	}
	for _, start := range starts {
		b.startedAt[start.Mark.SessionID] = start.Mark.At
	}
	return nil
}

// reopenAtStart reopens a session that is resumed after its end.
func (b *batch) reopenAtStart(e *event) {
	if agent.EventNamed(e.ToolName).Kind != agent.SessionStarted {
		return
	}
	if e.At.Compare(b.startedAt[e.SessionID]) > 0 {
		b.startedAt[e.SessionID] = e.At
	}
	if s := b.sessions.byID[e.SessionID]; s != nil && s.CompletedAt != "" && e.At.Compare(s.CompletedAt) > 0 {
		s.reopen()
	}
}

// isSilence reports whether what is reported is that nothing was reported of the session for long.
func isSilence(o *ingest.Session) bool {
	_, is := o.Metadata[ingest.EndedByMember]
	return is
}

// wentOn reports whether something happened after a reported end: the session was resumed, or it was ended for being idle and is not.
func (b *batch) wentOn(s *session, o *ingest.Session) bool {
	if o.EndedAt == "" {
		return false
	}
	return b.startedAt[o.ID].Compare(o.EndedAt) > 0 || isSilence(o) && s.wentOnAfter(o.EndedAt)
}

// wentOnAfter reports whether something happened after a silence that began at an instant.
func (s *session) wentOnAfter(at model.Instant) bool {
	return ingest.IsAfterSilence(s.LastAt, at) || ingest.IsAfterSilence(s.latestAt, at)
}

// end ends the session at the latest end that is reported, unless a prompt came after it. Of two ends at the same time failure counts.
func (s *session) end(o *ingest.Session) bool {
	if o.EndedAt == "" || s.LastPromptAt != "" && o.EndedAt.Compare(s.LastPromptAt) < 0 {
		return false
	}
	status := model.SessionCompleted
	if o.Failed {
		status = model.SessionFailed
	}
	order := o.EndedAt.Compare(s.CompletedAt)
	if s.CompletedAt != "" && (order < 0 || order == 0 && (s.Status == status || status != model.SessionFailed)) {
		return false
	}
	s.CompletedAt, s.Status = o.EndedAt, status
	return true
}

// reopen makes a session that ended active.
func (s *session) reopen() {
	if s.isSilent() {
		s.silentUntil = s.CompletedAt
	}
	s.CompletedAt, s.Status = "", model.SessionActive
	s.metadata.drop(ingest.EndedByMember)
	s.touch(false, true)
}

// recordActivity records when something happened that was not known before: an event begins, or its end is reported at a later time.
// An event after the end of an idle session reopens it.
func (b *batch) recordActivity(e *event, reportedAt model.Instant) {
	at := e.At
	if reportedAt.Compare(at) > 0 {
		at = reportedAt
	}
	s := b.sessions.byID[e.SessionID]
	if s == nil { // the stored row of the event names another session than the source
		return
	}
	if at.Compare(s.latestAt) > 0 {
		s.latestAt = at
	}
	if s.isSilent() && ingest.IsAfterSilence(at, s.CompletedAt) {
		s.reopen()
	}
	if s.silentUntil != "" && e.ToolName != model.ToolUserQuery {
		s.signs = append(s.signs, sign{at, e.Subagent})
	}
}

// sessionsThatGoOn returns the sessions that ended because they were silent, and in which something happened since.
func (b *batch) sessionsThatGoOn(observations []ingest.Observation) []string {
	var ids []string
	for _, o := range observations {
		if o.Event == nil {
			continue
		}
		if s := b.sessions.byID[o.Event.SessionID]; s != nil && s.isSilent() && ingest.IsAfterSilence(latest(o.Event.At, o.Event.EndedAt), s.CompletedAt) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// latest returns the later of two instants.
func latest(a, b model.Instant) model.Instant {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}

// isSilent reports whether the session ended because nothing was reported for long.
func (s *session) isSilent() bool { return s.CompletedAt != "" && s.metadata.has(ingest.EndedByMember) }
