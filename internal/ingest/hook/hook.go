// Package hook reads the payloads that coding agents hand to their hooks: it turns one payload into observations. It is pure: no
// clock, no database, no transport. It keeps what it does not know: an unknown event becomes a check point, an unknown member a
// member of the context.
package hook

import (
	"errors"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// MaxPayload is the size in bytes of the largest payload that is read.
const MaxPayload = 16 << 20

// InferAgent returns the agent that most likely sent a payload, for a hook that does not name it.
func InferAgent(payload []byte) agent.Agent {
	f, err := parse(payload)
	if err != nil {
		f = nil
	}
	return agent.FromPayload(f.text(eventName), f.has)
}

// eventName is the member that holds the name of the event.
const eventName = "hook_event_name"

// Observe returns what a payload of an agent reports. at is when it was received: only some agents put the time into their payloads. It
// fails for a payload that is not a JSON object or names no session.
func Observe(a agent.Agent, payload []byte, at time.Time) ([]ingest.Observation, error) {
	f, err := parse(payload)
	if err != nil {
		return nil, err
	}
	r := &reader{fields: f, agent: a, event: agent.EventNamed(f.text(eventName)), session: f.id("session_id"), at: at.UTC()}
	if r.session == "" {
		return nil, errors.New("the payload of the hook names no session")
	}
	r.readTime()
	r.instant = model.NewInstant(r.at)
	r.read()
	return r.observations, nil
}

// reader turns one payload into observations.
type reader struct {
	fields
	agent   agent.Agent
	event   agent.Event
	session string
	// at is the time of the event, instant the same as it is stored.
	at      time.Time
	instant model.Instant
	// hasTime says that the payload carries its time: sent twice, it has the same.
	hasTime      bool
	observations []ingest.Observation
}

// read adds the session, and what the event means.
func (r *reader) read() {
	r.addSession()
	switch r.event.Kind {
	case agent.PromptSubmitted:
		r.prompt()
	case agent.ToolStarted:
		r.call(ingest.StatusStarted)
	case agent.ToolEnded:
		r.callEnded()
	case agent.ToolFailed:
		r.callFailed()
	case agent.ToolDenied:
		r.callDenied()
	case agent.ToolsEnded:
		r.calls()
	default:
		r.notice()
	}
}

// isMainThread reports whether the event happened outside of subagents.
func (r *reader) isMainThread() bool { return r.id("agent_id") == "" }

// actor returns the cause of the event: the agent, or the type of its subagent.
func (r *reader) actor() string {
	if kind := r.text("agent_type"); kind != "" && !r.isMainThread() {
		return kind
	}
	return r.agent.ID
}

// promptID returns the agent's own id of the prompt that is being answered, "" where the payload has none.
func (r *reader) promptID() string {
	for _, member := range r.agent.Hooks.PromptID {
		if id := r.text(member); id != "" {
			return id
		}
	}
	return ""
}

func (r *reader) addEvent(e ingest.Event) {
	e.SessionID, e.At, e.Source = r.session, r.instant, ingest.SourceHook
	if e.AgentID == "" {
		e.AgentID = r.actor()
	}
	r.observations = append(r.observations, ingest.Observation{Event: &e})
}

// addStopOf adds what an event ends, if it ends something.
func (r *reader) addStopOf(m ingest.MarkRow) {
	m.SessionID, m.At = r.session, r.instant
	if s, ok := ingest.NewStop(m); ok {
		r.observations = append(r.observations, ingest.Observation{Stop: &s})
	}
}

// setParent sets the parent of an event: the delegation of its subagent, else the prompt that the payload names, else the latest prompt.
func (r *reader) setParent(e *ingest.Event) {
	if id := r.promptID(); id != "" {
		e.ParentID = ingest.PromptID(r.session, id)
	}
	e.InTurn = e.ParentID == ""
	if !r.isMainThread() {
		e.Subagent, e.SubagentType = r.id("agent_id"), r.text("agent_type")
	}
}

// readTime reads the time that the payload carries, as long as it is near the one of its receipt.
func (r *reader) readTime() {
	if r.agent.Hooks.Time == "" {
		return
	}
	stated, ok := model.Instant(r.text(r.agent.Hooks.Time)).Time()
	if ok && stated.After(r.at.Add(-maxAge)) && stated.Before(r.at.Add(maxAhead)) {
		r.at, r.hasTime = stated, true
	}
}

// How far the time of a payload may lie from the one of its receipt.
const (
	maxAge   = 7 * 24 * time.Hour
	maxAhead = time.Minute
)

var errNoObject = errors.New("the payload of the hook is not a JSON object")

func notJSON(err error) error { return fmt.Errorf("the payload of the hook is not JSON: %w", err) }
