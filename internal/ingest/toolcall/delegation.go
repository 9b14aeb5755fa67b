package toolcall

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/jsonnames"
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
	// Launched says that the subagent goes on after the call returned.
	Launched bool
}

// Delegation returns how the call gives work to a subagent, nil where it does not. A call is a delegation by its tool, or because it started
// a subagent.
func (c Call) Delegation() *Delegation {
	by, ok := agent.DelegationBy(c.Agent, c.Tool)
	if !ok && c.Subagent == "" && (!by.AnyTool || slices.Contains(by.Readers, c.Tool) || slices.Contains(by.Stoppers, c.Tool)) {
		return nil
	}
	facts := object(c.Facts)
	if !facts.Exists() {
		facts = object(c.Result)
	}
	if !ok && c.Subagent == "" && firstText(facts, by.Task) == "" {
		return nil
	}
	d := &Delegation{
		SubagentType: clip(cmp.Or(firstText(c.Input, by.Type), firstText(facts, by.Type)), ingest.MaxID),
		Subagent:     c.subagent(by, facts),
		Model:        clip(cmp.Or(firstText(facts, by.Model), firstText(c.Input, by.RequestedModel)), ingest.MaxID),
		Description:  clip(firstText(c.Input, by.Description), ingest.MaxEventText),
		Launched:     by.Background || c.isLaunched(by, facts),
	}
	if d.SubagentType == "" && !ok {
		d.SubagentType = clip(c.Tool, ingest.MaxID) // the agent has a tool for each type of its subagents
	}
	return d
}

// subagent returns the id of the subagent: from beside the result, from its members, or from its text.
func (c Call) subagent(by agent.Delegation, facts gjson.Result) string {
	id := c.Subagent
	if id == "" {
		id = firstText(facts, by.Task)
	}
	if id == "" && by.TaskText != "" {
		if _, rest, found := strings.Cut(textOf(c.Result), by.TaskText); found {
			id = rest[:idEnd(rest)]
		}
	}
	return strings.Clone(ingest.ID(id))
}

// idEnd returns where an id at the beginning of a text ends.
func idEnd(text string) int {
	end := strings.IndexFunc(text, func(c rune) bool {
		return c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
	if end < 0 {
		return len(text)
	}
	return end
}

// isLaunched reports whether the result says that the subagent only began.
func (c Call) isLaunched(by agent.Delegation, facts gjson.Result) bool {
	return by.Launched != "" && firstText(facts, by.Status) == by.Launched ||
		by.LaunchedText != "" && strings.HasPrefix(textOf(c.Result), by.LaunchedText)
}

// textOf returns the text of a result that is a text or a list of parts, "" for an object.
func textOf(result gjson.Result) string {
	if result.Type == gjson.String {
		return result.Str
	}
	if result.IsArray() {
		return parts(result)
	}
	return ""
}

// object returns a value that is an object, also one that is written as a text; anything else is not there.
func object(value gjson.Result) gjson.Result {
	if value.Type == gjson.String && strings.HasPrefix(strings.TrimSpace(value.Str), "{") && gjson.Valid(value.Str) {
		value = gjson.ParseBytes(jsonnames.KeepLast([]byte(value.Str)))
	}
	if !value.IsObject() {
		return gjson.Result{}
	}
	return value
}
