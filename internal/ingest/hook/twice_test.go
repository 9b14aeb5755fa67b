package hook_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// TestOfMembersWithOneNameTheLastCounts at any depth, for what is shown as for what is stored.
func TestOfMembersWithOneNameTheLastCounts(t *testing.T) {
	e := onlyEvent(t, agent.ClaudeCode, claude("PostToolUse", `"tool_name":"Read","tool_name":"Bash","tool_use_id":"t0","tool_use_id":"t1",
		"tool_input":{"command":"first"},"tool_input":{"command":"second","comm\u0061nd":"last"},"tool_response":{"stdout":"a","stdout":"b"}`))
	if e.ToolName != "Bash" || e.ToolUseID != "t1" || e.Input != "last" || e.Output != "b" || string(e.ToolInput) != `{"comm\u0061nd":"last"}` {
		t.Errorf("%+v, input %s", e, e.ToolInput)
	}
}
