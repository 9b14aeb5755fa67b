package toolcall

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// Delegation is a call that gives work to a subagent.
type Delegation struct {
	// SubagentType is the type of the subagent, "" where nothing states it.
	SubagentType string
	// Subagent is the id of the subagent, "" until the result of the call states it.
	Subagent string
	// Model is the model of the subagent, "" where nothing states it.
	Model string
	// Description is the short title of the work, "" for none.
	Description string
	// Launched says that the call returned while the subagent goes on: what ends it comes later.
	Launched bool
}

// maxID is the length in bytes up to which a value counts as an id.
const maxID = 512

// Delegation returns how the call gives work to a subagent, nil where it does not.
func (c Call) Delegation() *Delegation {
	by, ok := agent.DelegationBy(c.Agent, c.Tool)
	if !ok && c.Subagent == "" {
		return nil
	}
	if !ok {
		by = agent.Get(c.Agent).Delegation
	}
	result := object(c.Result)
	d := &Delegation{
		SubagentType: clip(firstText(c.Input, by.Type), maxID),
		Subagent:     c.Subagent,
		Model:        clip(firstText(result, []string{"resolvedModel"}), maxID),
		Description:  clip(firstText(c.Input, []string{"description"}), maxText),
	}
	if d.SubagentType == "" && !ok {
		d.SubagentType = c.Tool // the agent has a tool for each type of its subagents
	}
	if id := firstText(result, by.Task); d.Subagent == "" && len(id) <= maxID {
		d.Subagent = strings.Clone(id)
	}
	if d.Model == "" && !by.ShortModel {
		d.Model = clip(firstText(c.Input, []string{"model"}), maxID)
	}
	d.Launched = c.Result.Exists() && (by.Background || by.Launched != "" && member(result, "status").Str == by.Launched)
	return d
}

// object returns a value that is an object, also one that is written as a text; anything else is not there.
func object(value gjson.Result) gjson.Result {
	if value.Type == gjson.String && strings.HasPrefix(strings.TrimSpace(value.Str), "{") && gjson.Valid(value.Str) {
		value = gjson.Parse(value.Str)
	}
	if !value.IsObject() {
		return gjson.Result{}
	}
	return value
}
