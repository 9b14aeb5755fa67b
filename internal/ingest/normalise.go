package ingest

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Bounds on what one observation may hold. What is longer is cut, ids aside: a cut one would name something else.
const (
	maxID      = 512
	maxSummary = 16 << 10
	maxRaw     = 1 << 20
	maxTokens  = 1 << 40
	maxSeconds = 1e9
)

// types returns the types of events that the schema permits.
func types() []string {
	return []string{
		TypeToolCall, TypeToolResult, TypeError, TypeDelegation, TypeCompletion, TypeStart, TypeEnd, TypeCheckPoint, TypeTaskDelegation,
	}
}

// checked returns a copy of the observation in the form that is stored: texts are UTF-8 without NUL and bounded, times in the
// one form, numbers within bounds. ok is false where it cannot be stored, and then the result says why.
func checked(o Observation, now time.Time) (copied Observation, result Result, ok bool) {
	c := checker{now: model.InstantOf(now)}
	switch {
	case o.Session != nil:
		copied.Session = c.session(*o.Session)
	case o.Event != nil:
		copied.Event = c.event(*o.Event)
	case o.Usage != nil:
		copied.Usage = c.usage(*o.Usage)
	case o.Stop != nil:
		copied.Stop = c.close(*o.Stop)
	default:
		return copied, refused("", "the observation says nothing"), false
	}
	if c.problem != nil {
		return copied, *c.problem, false
	}
	return copied, Result{}, true
}

// checker remembers the first thing that does not fit.
type checker struct {
	now     model.Instant
	problem *Result
}

func (c *checker) refuse(field, problem string) {
	if c.problem == nil {
		r := refused(field, problem)
		c.problem = &r
	}
}

func (c *checker) session(s Session) *Session {
	c.ids(true, "session_id", &s.ID)
	c.ids(false, "parent_session_id", &s.ParentID)
	c.ids(false, "continued_from", &s.ContinuedFrom)
	clean(maxID, &s.Agent, &s.Model, &s.StartCommit, &s.EndCommit)
	clean(maxSummary, &s.TranscriptPath, &s.Cwd, &s.Title, &s.HandoffNotes, &s.RecommendedNext)
	c.instant("created_at", &s.At)
	c.instant("completed_at", &s.EndedAt)
	s.Metadata = cleanMembers(s.Metadata)
	return &s
}

func (c *checker) event(e Event) *Event {
	c.ids(true, "event_id", &e.ID)
	c.ids(true, "session_id", &e.SessionID)
	c.ids(false, "parent_event_id", &e.ParentID)
	c.ids(false, "subagent", &e.Subagent)
	c.ids(false, "claude_task_id", &e.TaskID)
	c.ids(false, "feature_id", &e.FeatureID)
	c.ids(false, "tool_use_id", &e.ToolUseID)
	clean(maxID, &e.AgentID, &e.ToolName, &e.SubagentType, &e.Model, &e.Source)
	clean(maxRaw, &e.Input, &e.Output, &e.Error)
	c.instant("timestamp", &e.At)
	c.instant("ended_at", &e.EndedAt)
	if e.Type != "" && !slices.Contains(types(), e.Type) {
		c.refuse("event_type", "value is not one of "+strings.Join(types(), ", "))
	}
	e.Status = Status(cleanText(string(e.Status), maxID))
	e.ToolInput = cleanJSON(e.ToolInput)
	e.Context = cleanMembers(e.Context)
	e.DurationSeconds = boundedSeconds(e.DurationSeconds)
	if e.CostTokens != nil {
		tokens := boundedTokens(*e.CostTokens)
		e.CostTokens = &tokens
	}
	return &e
}

func (c *checker) usage(u Usage) *Usage {
	c.ids(true, "id", &u.ID)
	c.ids(true, "session_id", &u.SessionID)
	c.ids(false, "event_id", &u.EventID)
	c.ids(false, "subagent", &u.Subagent)
	clean(maxID, &u.Model, &u.AgentID, &u.SubagentType, &u.ToolName, &u.Source)
	c.instant("timestamp", &u.At)
	for _, tokens := range []*int64{&u.Input, &u.Output, &u.CacheRead, &u.CacheWrite5m, &u.CacheWrite1h, &u.Thoughts} {
		*tokens = boundedTokens(*tokens)
	}
	if u.StatedMicroUSD != nil {
		stated := boundedTokens(*u.StatedMicroUSD)
		u.StatedMicroUSD = &stated
	}
	return &u
}

func (c *checker) close(o Stop) *Stop {
	c.ids(true, "session_id", &o.SessionID)
	c.ids(false, "subagent", &o.Subagent)
	c.instant("timestamp", &o.At)
	if o.At == "" {
		o.At = c.now
	}
	if !o.Status.StatesEnd() {
		o.Status = StatusCompleted
	}
	return &o
}

// ids holds an id against what one may be.
func (c *checker) ids(required bool, field string, value *string) {
	switch {
	case *value == "" && required:
		c.refuse(field, "field required")
	case len(*value) > maxID:
		c.refuse(field, "ensure this value has at most 512 characters")
	case !utf8.ValidString(*value) || strings.ContainsRune(*value, 0):
		c.refuse(field, "value is not a text without NUL")
	}
}

// instant brings a time into the one form that is stored.
func (c *checker) instant(field string, at *model.Instant) {
	if *at == "" {
		return
	}
	parsed, ok := at.Time()
	if !ok || parsed.Year() < 1 || parsed.Year() > 9999 {
		c.refuse(field, "value is not a time, such as 2026-03-18T15:29:06.561929")
		return
	}
	*at = model.InstantOf(parsed)
}
