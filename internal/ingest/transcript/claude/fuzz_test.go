package claude_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

func FuzzClaude(f *testing.F) {
	f.Add([]byte(asked("u1", `,"promptId":"p1"`, `"<command-name>/x</command-name>"`)))
	f.Add([]byte(answered("a1", "m1", "r1", `{"type":"tool_use","id":"t1","name":"Agent","input":{"prompt":"Look"}}`, `{"input_tokens":1e99,"output_tokens":-4}`) + "\n" +
		asked("u2", `,"toolUseResult":{"agentId":"a","status":"async_launched"}`, `[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"agentId: a"}]}]`)))
	f.Add([]byte(`{"type":"progress","parentToolUseID":"t","data":{"type":"agent_progress","agentId":"a"}}`))
	f.Add([]byte(`{"type":"queue-operation","content":"<task-notification><task-id>a</task-id><tool-use-id>t1</tool-use-id></task-notification>"}`))
	transcripttest.Fuzz(f, claude.Format())
}

// FuzzSidecar reads the sidecar of the file of a subagent.
func FuzzSidecar(f *testing.F) {
	f.Add([]byte(`{"agentType":"explorer","toolUseId":"t0","parentAgentId":"out","spawnDepth":2}`))
	f.Add([]byte(`{"agentType":7,"toolUseId":{},"spawnDepth":-1e99,"description":"\ud800"}`))
	f.Add([]byte(`{"agentType":`))
	f.Fuzz(func(t *testing.T, beside []byte) {
		from := transcript.Source{Name: "agent-a", AgentID: "a", Sidecar: beside, Changed: "2026-02-01T10:00:00.000000"}
		first, _ := transcripttest.Pass(t, claude.Format(), from, []byte(asked("u1", `,"agentId":"a","isSidechain":true`, `"Look"`)), nil)
		transcripttest.CheckBatch(t, first, 1)
		again, _ := transcripttest.Pass(t, claude.Format(), from, []byte(asked("u1", `,"agentId":"a","isSidechain":true`, `"Look"`)), nil)
		transcripttest.Same(t, first, again)
	})
}
