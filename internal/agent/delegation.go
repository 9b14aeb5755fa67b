package agent

import "slices"

// Delegation says by which tools an agent gives work to subagents, and where the facts of such a call stand.
type Delegation struct {
	// Tools are the names of the tools. AnyTool says that the result of any other tool that names a subagent is the result of a
	// delegation too, except that of Readers: these read what a subagent returned.
	Tools   []string
	AnyTool bool
	Readers []string
	// Stoppers are the tools that stop a subagent. TaskInput are the members of their input, and of that of Readers, that may hold its id.
	Stoppers  []string
	TaskInput []string
	// Type are the members of the input, or of the result, that may hold the type of the subagent, the best first.
	Type []string
	// Task are the members of the result that may hold the id of the subagent, the best first. TaskText is what stands before the id where
	// the result is a text, "" where it is never in a text.
	Task     []string
	TaskText string
	// Model are the members of the result that may hold the model of the subagent, RequestedModel those of the input, the best first.
	// RequestedModel is empty where the input has a short name, such as "sonnet", which no other source uses.
	Model, RequestedModel []string
	// Description are the members of the input that may hold the short title of the work, the best first.
	Description []string
	// Background says that a subagent always goes on after the call returned. Where it is false, a result says so for a single call: one of
	// the members Status holds Launched, or its text begins with LaunchedText.
	Background             bool
	Status                 []string
	Launched, LaunchedText string
}

// TaskTools returns the names of the tools of all agents that stop a subagent or read what it returned.
func TaskTools() []string {
	var names []string
	for i := range registry {
		names = append(append(names, registry[i].Delegation.Stoppers...), registry[i].Delegation.Readers...)
	}
	return names
}

// DelegationBy returns how an agent gives work to subagents, and whether a tool does that. id is that of the agent; the tools of one that is
// not known are held against those of all agents.
func DelegationBy(id, tool string) (d Delegation, ok bool) {
	for i := range registry {
		if registry[i].ID == id {
			d = registry[i].Delegation
			return d, slices.Contains(d.Tools, tool)
		}
	}
	for i := range registry {
		if slices.Contains(registry[i].Delegation.Tools, tool) {
			return registry[i].Delegation, true
		}
	}
	return Delegation{}, false
}
