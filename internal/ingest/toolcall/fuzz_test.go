package toolcall_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
)

// FuzzCall fills events from inputs and results of any form, and holds what is stored against its bounds: the same call gives the same
// event, and its texts are valid and bounded.
func FuzzCall(f *testing.F) {
	for _, seed := range [][3]string{
		{"Bash", `{"command":["ls",1,{}]}`, `{"stdout":"\u0000","stderr":7}`},
		{"Agent", `{"prompt":"look","subagent_type":"Explore"}`, `[{"type":"text","text":"Async agent launched\nagentId: a1"}]`},
		{"spawn_agent", `{"message":"look"}`, `"{\"agent_id\":\"a1\",\"metadata\":{},\"output\":\"x\"}"`},
		{"Read", `{"file_path":"\ud800"}`, `{"type":"image","file":{"base64":"AAAA","type":"image/png","originalSize":-1}}`},
		{"Edit", `null`, `{"structuredPatch":[{"lines":"x"},{"lines":[1,null]}]}`},
		{"x", `{"a":1e400,"b":[[[{}]]]}`, `[{"functionResponse":{"response":{"output":""}}}]`},
		{"", `{`, `}`},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, tool, input, result string) {
		for _, a := range agent.All() {
			call := toolcall.Call{Agent: a.ID, Tool: tool, Input: gjson.Parse(input), Result: gjson.Parse(result)}
			e, again := ingest.Event{Status: ingest.StatusCompleted}, ingest.Event{Status: ingest.StatusCompleted}
			d, same := call.Fill(&e), call.Fill(&again)
			if (d == nil) != (e.Type != ingest.TypeTaskDelegation) || d != nil && *d != *same || e.Input != again.Input || e.Output != again.Output {
				t.Fatalf("delegation %+v and %+v, event %+v and %+v", d, same, e, again)
			}
			for _, text := range []string{e.Input, e.Output, e.SubagentType, e.TaskID, e.Model} {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || utf8.RuneCountInString(text) > 64<<10 {
					t.Fatalf("text %q cannot be stored", text)
				}
			}
		}
	})
}
