package ingest

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Bounds of numbers.
const (
	maxTokens  = 1 << 40
	maxSeconds = 1e9
)

// normalise returns a copy of the observation in the form that is stored: texts are valid UTF-8 without NUL and of limited length, ids are
// hashed where they are too long, times have one form, and numbers are within bounds. Nothing is refused but an observation without the ids
// of its row, for which ok is false and result says what is missing. What may be posted to the API is decided by its document.
func normalise(o Observation, now time.Time) (copied Observation, result Result, ok bool) {
	var missing string
	switch {
	case o.Session != nil:
		copied.Session, missing = normaliseSession(*o.Session)
	case o.Event != nil:
		copied.Event, missing = normaliseEvent(*o.Event)
	case o.Usage != nil:
		copied.Usage, missing = normaliseUsage(*o.Usage)
	case o.Stop != nil:
		copied.Stop, missing = normaliseStop(*o.Stop, now)
	case o.Message != nil:
		copied.Message, missing = normaliseMessage(*o.Message)
	default:
		return copied, refused("", "the observation is empty"), false
	}
	if missing != "" {
		return copied, refused(missing, "field required"), false
	}
	return copied, Result{}, true
}

func normaliseSession(s Session) (*Session, string) {
	normaliseIDs(&s.ID, &s.ParentID, &s.ContinuedFrom)
	truncate(MaxID, &s.Agent, &s.Model, &s.StartCommit, &s.EndCommit)
	truncate(MaxSummary, &s.TranscriptPath, &s.Cwd, &s.Title, &s.HandoffNotes, &s.RecommendedNext)
	normaliseInstants(&s.At, &s.EndedAt)
	s.Metadata = normaliseMembers(s.Metadata)
	return &s, firstMissing("session_id", s.ID)
}

func normaliseEvent(e Event) (*Event, string) {
	normaliseIDs(&e.ID, &e.SessionID, &e.ParentID, &e.Continues, &e.Subagent, &e.TaskID, &e.FeatureID, &e.ToolUseID)
	truncate(MaxID, &e.AgentID, &e.ToolName, &e.SubagentType, &e.Model, &e.Source, (*string)(&e.Status))
	truncate(MaxStoredText, &e.Input, &e.Output, &e.Error)
	normaliseInstants(&e.At, &e.EndedAt)
	e.ToolInput = truncateJSON(e.ToolInput)
	e.Context = normaliseMembers(e.Context)
	e.DurationSeconds = boundedSeconds(e.DurationSeconds)
	e.CostTokens = boundedCount(e.CostTokens)
	if e.Message != nil {
		e.Message, _ = normaliseMessage(*e.Message)
	}
	return &e, firstMissing("event_id", e.ID, "session_id", e.SessionID)
}

func normaliseUsage(u Usage) (*Usage, string) {
	normaliseIDs(&u.ID, &u.SessionID, &u.EventID, &u.Subagent, &u.MessageID, &u.RequestID)
	truncate(MaxID, &u.Model, &u.AgentID, &u.SubagentType, &u.ToolName, &u.Source, &u.Tier, &u.InferenceGeo)
	normaliseInstants(&u.At)
	for _, number := range []*int64{&u.Input, &u.Output, &u.CacheRead, &u.CacheWrite5m, &u.CacheWrite1h, &u.Thoughts, &u.WebSearches} {
		*number = bounded(*number)
	}
	u.StatedMicroUSD = boundedCount(u.StatedMicroUSD)
	return &u, firstMissing("id", u.ID, "session_id", u.SessionID)
}

func normaliseStop(s Stop, now time.Time) (*Stop, string) {
	normaliseIDs(&s.SessionID, &s.Subagent)
	normaliseInstants(&s.At)
	if s.At == "" {
		s.At = model.NewInstant(now)
	}
	if !s.Status.StatesEnd() && s.EndedBy == "" {
		s.Status = StatusCompleted
	}
	return &s, firstMissing("session_id", s.SessionID)
}

// firstMissing returns the first name, of names and values in turn, whose value is empty.
func firstMissing(pairs ...string) string {
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] == "" {
			return pair[0]
		}
	}
	return ""
}

func normaliseIDs(ids ...*string) {
	for _, id := range ids {
		*id = ID(*id)
	}
}

func truncate(limit int, texts ...*string) {
	for _, text := range texts {
		*text = Truncate(*text, limit)
	}
}

// normaliseInstants brings times into the form that is stored. A time that cannot be read is left out.
func normaliseInstants(instants ...*model.Instant) {
	for _, at := range instants {
		parsed, ok := at.Time()
		if !ok || parsed.Year() < 1 || parsed.Year() > 9999 {
			*at = ""
			continue
		}
		*at = model.NewInstant(parsed)
	}
}

// normaliseMembers returns the members of an object that are JSON. Those that make it longer than MaxStoredText, in the order of their names,
// are replaced by a mark.
func normaliseMembers(members map[string]json.RawMessage) map[string]json.RawMessage {
	normalised := make(map[string]json.RawMessage, len(members))
	size := 0
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := truncateJSON(members[name])
		if value == nil {
			continue
		}
		if size += len(name) + len(value); size > MaxStoredText {
			value = json.RawMessage(`"` + truncated(utf8.RuneCount(value)) + `"`)
		}
		normalised[validText(name)] = value
	}
	return normalised
}

func bounded(n int64) int64 { return min(max(n, 0), maxTokens) }

func boundedCount(n *int64) *int64 {
	if n == nil {
		return nil
	}
	within := bounded(*n)
	return &within
}

func boundedSeconds(seconds *float64) *float64 {
	if seconds == nil || math.IsNaN(*seconds) || *seconds < 0 {
		return nil
	}
	within := min(*seconds, maxSeconds)
	return &within
}
