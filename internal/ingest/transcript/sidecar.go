package transcript

import (
	"encoding/json"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Sidecar is the content of the .meta.json beside the file of a subagent. Several agents write the same members.
type Sidecar struct {
	AgentType string
	// ToolUseID is the id of the call that started the subagent, "" where it is not known.
	ToolUseID string
	// ParentAgentID is the subagent in which that call was made, "" for the main agent.
	ParentAgentID string
	context       map[string]json.RawMessage
}

// ParseSidecar returns the sidecar in content, and false where that is no JSON object.
func ParseSidecar(content []byte) (Sidecar, bool) {
	object, ok := ParseObject(content)
	return Sidecar{
		AgentType: Text(jsonscan.Get(object, "agentType")), ToolUseID: ID(jsonscan.Get(object, "toolUseId")), ParentAgentID: ID(jsonscan.Get(object, "parentAgentId")),
		context: Texts(object, "description", "worktreePath"),
	}, ok
}

// Delegation returns the event of the call that started a subagent of an agent. ok is false where the sidecar does not name the call.
func (s Sidecar) Delegation(agentID, sessionID, subagent string, at model.Instant) (e ingest.Event, ok bool) {
	return ingest.Event{
		ID: ingest.ToolID(s.ToolUseID), SessionID: sessionID, AgentID: agentID, Type: ingest.TypeTaskDelegation, ToolName: model.ToolTask, At: at,
		TaskID: subagent, SubagentType: s.AgentType, Subagent: s.ParentAgentID, ToolUseID: s.ToolUseID, Status: ingest.StatusStarted, Context: s.context,
	}, s.ToolUseID != ""
}
