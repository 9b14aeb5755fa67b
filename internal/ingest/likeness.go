package ingest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// Likeness tells what several sources know of one event or usage where they share no id of it: what is alike, near in time and
// told by different tellers is the same.
type Likeness struct {
	// Key is made of what all sources know.
	Key string
	// Teller is who tells; each tells of one thing but once, so that two that are alike stay two.
	Teller string
	// Firm says that the id is one that other sources share: two firm ones that differ are never the same.
	Firm bool
	// Within is how far apart the tellers may say that it was.
	Within time.Duration
}

// The tellers. A hook tells of a call twice.
const (
	TellerHook       = "hook"
	TellerHookBefore = "hook before"
	TellerHookAfter  = "hook after"
	TellerTranscript = "transcript"
	TellerTelemetry  = "otlp"
)

// How far apart sources say that one thing was: of a call some tell the beginning and some the end.
const (
	promptApart = 15 * time.Second
	usageApart  = time.Minute
	callApart   = 2 * time.Hour
)

// PromptLikeness is that of a prompt: of those of a session, the time tells, and the text where both know it. firm says that its id
// is one that other sources share.
func PromptLikeness(teller, sessionID string, firm bool) *Likeness {
	return &Likeness{Key: id("like", "prompt", sessionID), Teller: teller, Firm: firm, Within: promptApart}
}

// CallLikeness is that of a call of a tool: its name and its input tell.
func CallLikeness(teller, sessionID, tool string, input json.RawMessage) *Likeness {
	return &Likeness{Key: id("like", "call", sessionID, tool, Canonical(input)), Teller: teller, Within: callApart}
}

// UsageLikeness is that of a request to a model: its tokens tell, which are hardly the same twice. runID is the session under
// which all sources tell of it, which for a subagent may be another than the one it belongs to.
func UsageLikeness(teller, runID string, u Usage) *Likeness {
	parts := []string{"usage", runID}
	for _, n := range []int64{u.Input, u.CacheRead, u.Output, u.Thoughts} {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	return &Likeness{Key: id("like", parts...), Teller: teller, Within: usageApart}
}

// Canonical returns a JSON value in a form that is the same whatever the order of its members and the white space, and what is no
// JSON as it stands.
func Canonical(raw json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return string(raw)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return string(raw)
	}
	return string(text)
}
