package hook_test

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// TestAPayloadThatMayContinueATurn is about agents that call the hook of a prompt also when they continue a turn.
func TestAPayloadThatMayContinueATurn(t *testing.T) {
	a := agent.Agent{ID: "x", Hooks: agent.Hooks{PromptID: []string{"prompt_id"}, SubmittedPrompt: "submitted_prompt", CallID: "tool_call_id"}}
	for name, test := range map[string]struct {
		members, text      string
		mayContinue, stops bool
	}{
		"with what a person submitted":   {`"prompt":"Fix it\n--- a.go","submitted_prompt":"Fix it"`, "Fix it", false, true},
		"with a text alone":              {`"prompt":"Go on"`, "Go on", true, false},
		"with results of tools alone":    {`"prompt":""`, "", false, false},
		"with an empty submitted prompt": {`"prompt":"Go on","submitted_prompt":""`, "Go on", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			payload := `{"session_id":"s","hook_event_name":"UserPromptSubmit",` + test.members + `}`
			observations, err := hook.Observe(a, []byte(payload), time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			var prompt ingest.Event
			stops := false
			for _, o := range observations {
				if o.Event != nil {
					prompt = *o.Event
				}
				stops = stops || o.Stop != nil
			}
			if prompt.Input != test.text || prompt.MayContinue != test.mayContinue || stops != test.stops {
				t.Errorf("the prompt is %q, may continue %v, and stops %v", prompt.Input, prompt.MayContinue, stops)
			}
			if prompt.Context["submitted_prompt"] != nil {
				t.Errorf("the context repeats the text: %s", prompt.Context["submitted_prompt"])
			}
		})
	}
}
