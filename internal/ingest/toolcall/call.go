package toolcall

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Call is a call of a tool as one source reports it. Members that the source does not know are zero.
type Call struct {
	// Agent is the id of the agent; for one that is not registered the delegation tools of all agents count.
	Agent string
	// Tool is the name of the tool as the agent writes it.
	Tool string
	// Input is what the tool was given, Result what it returned.
	Input, Result gjson.Result
	// Facts is an object that states in members what Result says in words, where the source has one beside it.
	Facts gjson.Result
	// Subagent is the id of the subagent that the call started, where a source states it beside the result. It makes the call a
	// delegation whatever its tool is.
	Subagent string
}

// The members of the context of a delegation: the name by which the agent calls its tool, and the title of the work.
const (
	ToolNameMember    = "tool_name"
	DescriptionMember = "description"
)

// Fill sets in e, whose status is known, what follows from the call alone: type, tool, the texts of input and result, and for a delegation
// the type, the id and the model of the subagent. It returns the delegation, nil for any other call.
func (c Call) Fill(e *ingest.Event) *Delegation {
	e.Type, e.ToolName = ingest.TypeToolCall, c.Tool
	e.Input = Describe(c.Input)
	d := c.FillResult(e)
	if d != nil {
		e.SubagentType, e.TaskID, e.Model = d.SubagentType, d.Subagent, d.Model
	}
	return d
}

// FillResult sets in e, which holds what is known of the call already, what follows from its result. It returns the delegation, nil for any
// other call.
//
// A delegation whose subagent goes on in the background has not ended when the call returns: its status is StatusStarted, and the text of
// the result, which only says that the subagent was launched, is left out for that of the subagent itself.
func (c Call) FillResult(e *ingest.Event) *Delegation {
	e.Output = DescribeResult(c.Result)
	d := c.Delegation()
	if d == nil {
		return nil
	}
	e.Type, e.ToolName = ingest.TypeTaskDelegation, model.ToolTask
	e.SubagentType, e.TaskID, e.Model = cmp.Or(e.SubagentType, d.SubagentType), cmp.Or(d.Subagent, e.TaskID), cmp.Or(e.Model, d.Model)
	if d.Launched && !e.Status.IsError() && e.Status != ingest.StatusRejected {
		e.Output = ""
		if e.Status == ingest.StatusCompleted {
			e.Status, e.DurationSeconds, e.EndedAt = ingest.StatusStarted, nil, ""
		}
	}
	setMember(e, ToolNameMember, c.Tool)
	setMember(e, DescriptionMember, d.Description)
	return d
}

// setMember sets a member of the context of an event, unless the text is empty.
func setMember(e *ingest.Event, name, text string) {
	if text == "" {
		return
	}
	if e.Context == nil {
		e.Context = map[string]json.RawMessage{}
	}
	e.Context[name] = quote(text)
}

// quote returns a text as JSON.
func quote(text string) json.RawMessage {
	quoted, err := json.Marshal(text)
	if err != nil { // never: a text always can be written
		return json.RawMessage("null")
	}
	return quoted
}

// firstText returns the first of the named members that is a text with something in it, as it stands.
func firstText(object gjson.Result, names []string) string {
	if len(names) == 0 {
		return ""
	}
	for _, value := range jsonscan.Several(object, names...) {
		if value.Type == gjson.String && strings.TrimSpace(value.Str) != "" {
			return value.Str
		}
	}
	return ""
}
