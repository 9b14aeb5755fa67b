package ingest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// Fingerprint says how to find the row of an event or a usage of which sources share no id: reports with the same Key that are close in
// time, and of different sources, are about one row. Package merge compares them.
type Fingerprint struct {
	// Key is made of what all sources know.
	Key string
	// Source names the reporter. A source reports each thing once, so two equal calls from one source are two events.
	Source string
	// IsShared says that other sources share the id: reports with different ids of this kind are never about one row.
	IsShared bool
	// Within is how far apart the times of the reports may be.
	Within time.Duration
	// Repeated is how far apart the times may be at which Source itself reports one thing twice, 0 if it never does.
	Repeated time.Duration
}

// The sources. Hooks report a call twice, before and after it.
const (
	SourceHook       = "hook"
	SourceHookBefore = "hook before"
	SourceHookAfter  = "hook after"
	SourceTranscript = "transcript"
	SourceTelemetry  = "otlp"
	SourceAPI        = "api"
	// SourceContinuation is that of the ids of prompts that the user did not write: see Event.Continues.
	SourceContinuation = "continuation"
)

// How far apart the times may be that sources report: of a call some report the beginning and some the end.
const (
	promptWithin = 15 * time.Second
	usageWithin  = time.Minute
	callWithin   = 2 * time.Hour
	// repeatWithin is how far apart a hook runs that is declared twice, such as in settings and in a plugin. The agent calls both at once, but
	// a busy machine may start one of them later.
	repeatWithin = 5 * time.Second
)

// PromptFingerprint returns the fingerprint of a prompt. The prompts of a session differ by their times, and by their texts where both
// sources know them. isShared says that other sources share the id.
func PromptFingerprint(source, sessionID string, isShared bool) *Fingerprint {
	return &Fingerprint{Key: id("like", "prompt", ID(sessionID)), Source: source, IsShared: isShared, Within: promptWithin}
}

// MarkFingerprint returns the fingerprint of an event of a hook that has no id: key is all of its payload, which is the same where the hook
// runs twice for one event.
func MarkFingerprint(sessionID, kind, key string) *Fingerprint {
	return (&Fingerprint{Key: id("like", "mark", ID(sessionID), kind, key), Source: SourceHook, Within: repeatWithin}).Repeatable()
}

// Repeatable returns the fingerprint of what its source may report twice at almost the same time, without an id by which it could be told.
func (f *Fingerprint) Repeatable() *Fingerprint {
	f.Repeated = repeatWithin
	return f
}

// ContinuationKey returns the key of the ids of prompts that the user did not write.
func ContinuationKey(sessionID string) string { return id("like", "continuation", ID(sessionID)) }

// CallFingerprint returns the fingerprint of a call of a tool, made of its name and its input.
func CallFingerprint(source, sessionID, tool string, input json.RawMessage) *Fingerprint {
	return &Fingerprint{Key: id("like", "call", ID(sessionID), tool, Canonical(input)), Source: source, Within: callWithin}
}

// UsageFingerprint returns the fingerprint of a request to a model, made of its tokens, which are hardly the same twice. runID is the session
// under which all sources report the request; for a subagent that may be another session than the one it belongs to. What was written to the
// cache counts as input, because not every source distinguishes the two.
func UsageFingerprint(source, runID string, u Usage) *Fingerprint {
	parts := []string{"usage", ID(runID)}
	for _, n := range []int64{u.Input + u.CacheWrite5m + u.CacheWrite1h, u.CacheRead, u.Output, u.Thoughts} {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	return &Fingerprint{Key: id("like", parts...), Source: source, Within: usageWithin}
}

// Canonical returns a JSON value with sorted members and without white space. A text that is no JSON is returned as it is.
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
