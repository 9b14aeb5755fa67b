package ingest

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTelemetryAndTranscriptsNameARequestAlike(t *testing.T) {
	if UsageID("msg_1", "req_1") != UsageID("", "req_1") {
		t.Error("a request has another id where its message is known")
	}
	if UsageID("msg_1", "") == UsageID("msg_2", "") || UsageID("msg_1", "") == UsageID("", "msg_1") {
		t.Error("two requests have one id")
	}
}

// TestALongIDNamesTheSameEventHashedOrNot: some sources hash a long id themselves, others leave that to the normalisation.
func TestALongIDNamesTheSameEventHashedOrNot(t *testing.T) {
	long := strings.Repeat("é", MaxID+1)
	hashed := ID(long)
	usage := Usage{Input: 1}
	for name, pair := range map[string][2]string{
		"prompt":             {PromptID(long, long), PromptID(hashed, hashed)},
		"tool":               {ToolID(long), ToolID(hashed)},
		"message":            {MessageID(long, long), MessageID(hashed, hashed)},
		"mark":               {MarkID(long, "start", "k"), MarkID(hashed, "start", "k")},
		"request":            {UsageID("", long), UsageID("", hashed)},
		"message of a usage": {UsageID(long, ""), UsageID(hashed, "")},
		"like prompt":        {PromptFingerprint(SourceHook, long, true).Key, PromptFingerprint(SourceHook, hashed, true).Key},
		"like call":          {CallFingerprint(SourceHook, long, "t", json.RawMessage("{}")).Key, CallFingerprint(SourceHook, hashed, "t", json.RawMessage("{}")).Key},
		"like usage":         {UsageFingerprint(SourceHook, long, usage).Key, UsageFingerprint(SourceHook, hashed, usage).Key},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s and %s", name, pair[0], pair[1])
		}
	}
}
