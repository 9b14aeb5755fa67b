package ingest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// Fingerprint tells what several sources know of one event or usage where they share no id of it: what is alike, near in time and
// told by different tellers is the same.
type Fingerprint struct {
	// Key is made of what all sources know.
	Key string
	// Source names the reporter. A source reports each thing once, so two equal calls from one source are two events.
	Source string
	// Firm says that the id is one that other sources share: two firm ones that differ are never the same.
	Firm bool
	// Within is how far apart the tellers may say that it was.
	Within time.Duration
}

// The sources. A hook reports a call twice.
const (
	SourceHook       = "hook"
	SourceHookBefore = "hook before"
	SourceHookAfter  = "hook after"
	SourceTranscript = "transcript"
	SourceTelemetry  = "otlp"
)

// How far apart sources say that one thing was: of a call some tell the beginning and some the end.
const (
	promptApart = 15 * time.Second
	usageApart  = time.Minute
	callApart   = 2 * time.Hour
)

// PromptFingerprint is that of a prompt: of those of a session, the time tells, and the text where both know it. firm says that its id
// is one that other sources share.
func PromptFingerprint(source, sessionID string, firm bool) *Fingerprint {
	return &Fingerprint{Key: id("like", "prompt", sessionID), Source: source, Firm: firm, Within: promptApart}
}

// CallFingerprint is that of a call of a tool: its name and its input tell.
func CallFingerprint(source, sessionID, tool string, input json.RawMessage) *Fingerprint {
	return &Fingerprint{Key: id("like", "call", sessionID, tool, Canonical(input)), Source: source, Within: callApart}
}

// UsageFingerprint is that of a request to a model: its tokens tell, which are hardly the same twice. runID is the session under
// which all sources tell of it, which for a subagent may be another than the one it belongs to.
func UsageFingerprint(source, runID string, u Usage) *Fingerprint {
	parts := []string{"usage", runID}
	for _, n := range []int64{u.Input, u.CacheRead, u.Output, u.Thoughts} {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	return &Fingerprint{Key: id("like", parts...), Source: source, Within: usageApart}
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
