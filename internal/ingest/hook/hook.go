// Package hook owns the payloads that coding agents hand to their hooks: it turns one payload into observations. It is pure: no
// clock, no database, no transport. What it does not know it keeps: an unknown event becomes a check point, an unknown field a
// member of the context.
package hook

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// MaxPayload is the size of the largest payload that is read, in bytes.
const MaxPayload = 16 << 20

// Agent is the program whose hooks send a payload.
type Agent string

// The agents whose payloads are known.
const (
	ClaudeCode Agent = "claude-code"
	Codex      Agent = "codex"
	Gemini     Agent = "gemini"
)

// ParseAgent returns the agent of a name, and false if there is none.
func ParseAgent(name string) (Agent, bool) {
	switch strings.ToLower(name) {
	case "claude", "claude-code":
		return ClaudeCode, true
	case "codex":
		return Codex, true
	case "gemini", "gemini-cli":
		return Gemini, true
	}
	return "", false
}

// program returns what the agent is called in sessions and events.
func (a Agent) program() string {
	if a == Gemini {
		return ingest.GeminiCLI
	}
	return string(a)
}

// Guess returns the agent that a payload most likely comes from. Codex names its turn and its model, Gemini stamps the time, and
// Claude Code does neither.
func Guess(payload []byte) Agent {
	f, err := parse(payload)
	switch {
	case err != nil:
		return ClaudeCode
	case f.has("turn_id") && f.has("model"):
		return Codex
	case f.has("timestamp") && !f.has("prompt_id"):
		return Gemini
	default:
		return ClaudeCode
	}
}

// Observe returns what a payload tells. at is when it was received: payloads carry no time of their own, Gemini's aside.
func Observe(agent Agent, payload []byte, at time.Time) ([]ingest.Observation, error) {
	f, err := parse(payload)
	if err != nil {
		return nil, err
	}
	r := &reading{fields: f, agent: agent, name: f.text("hook_event_name"), session: f.id("session_id"), at: at.UTC()}
	if r.session == "" {
		return nil, errors.New("the payload of the hook names no session")
	}
	r.readTime()
	r.seen = model.InstantOf(r.at)
	r.observe()
	return r.observations, nil
}

// reading is one payload while it is turned into observations.
type reading struct {
	fields
	agent         Agent
	name, session string
	at            time.Time
	// stamped says that the payload carries its time: told again it has the same.
	stamped      bool
	seen         model.Instant
	observations []ingest.Observation
}

// observe adds the session, and what the event of the payload means.
func (r *reading) observe() {
	r.addSession()
	switch r.name {
	case "UserPromptSubmit", "BeforeAgent":
		r.prompt()
	case "PreToolUse", "BeforeTool":
		r.tool(ingest.StatusStarted)
	case "PostToolUse":
		r.tool(ingest.StatusCompleted)
	case "AfterTool":
		r.afterTool()
	case "PostToolUseFailure":
		r.toolFailed()
	case "PermissionDenied":
		r.toolDenied()
	case "PostToolBatch":
		r.batch()
	default:
		r.mark()
	}
}

// mainThread reports whether it happened outside of subagents.
func (r *reading) mainThread() bool { return r.id("agent_id") == "" }

// actor returns who did it: the agent's program, or the subagent's type.
func (r *reading) actor() string {
	if kind := r.text("agent_type"); kind != "" && !r.mainThread() {
		return kind
	}
	return r.agent.program()
}

// turn returns the agent's own id of the prompt that is being answered, "" where it tells none.
func (r *reading) turn() string {
	if id := r.text("prompt_id"); id != "" {
		return id
	}
	if r.agent == Codex {
		return r.text("turn_id")
	}
	return ""
}

func (r *reading) addEvent(e ingest.Event) {
	e.SessionID, e.At, e.Source = r.session, r.seen, "hook"
	if e.AgentID == "" {
		e.AgentID = r.actor()
	}
	r.observations = append(r.observations, ingest.Observation{Event: &e})
}

func (r *reading) addClose(c ingest.Stop) {
	c.SessionID, c.At = r.session, r.seen
	r.observations = append(r.observations, ingest.Observation{Stop: &c})
}

// place says below what an event hangs: the delegation of its subagent, else the prompt, else the latest prompt.
func (r *reading) place(e *ingest.Event) {
	if id := r.turn(); id != "" {
		e.ParentID = ingest.PromptID(r.session, id)
	}
	e.InTurn = e.ParentID == ""
	if r.mainThread() {
		return
	}
	e.Subagent, e.SubagentType = r.id("agent_id"), r.text("agent_type")
}

// readTime takes the time that a payload carries, as long as it is near the one of its receipt.
func (r *reading) readTime() {
	told, ok := model.Instant(r.text("timestamp")).Time()
	if ok && r.agent == Gemini && told.After(r.at.Add(-maxAge)) && told.Before(r.at.Add(maxAhead)) {
		r.at, r.stamped = told, true
	}
}

// The time of a payload may lie this far from the one of its receipt.
const (
	maxAge   = 7 * 24 * time.Hour
	maxAhead = time.Minute
)

var errNoObject = errors.New("the payload of the hook is not a JSON object")

func notJSON(err error) error { return fmt.Errorf("the payload of the hook is not JSON: %w", err) }
