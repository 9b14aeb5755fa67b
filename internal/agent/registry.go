package agent

import "strings"

// registry lists the agents that are known. The order is that of help texts.
var registry = []Agent{claudeCode, codex, geminiCLI, qwenCode}

// All returns the agents that are known.
func All() []Agent { return append([]Agent(nil), registry...) }

// Find returns the agent of an id, a short name or an alias, in upper or lower case, and false if there is none.
func Find(name string) (Agent, bool) {
	for i := range registry {
		for _, known := range registry[i].Names() {
			if strings.EqualFold(known, name) {
				return registry[i], true
			}
		}
	}
	return Agent{}, false
}

// Get returns the agent of an id. One that is not known has its id and no facts.
func Get(id string) Agent {
	for i := range registry {
		if registry[i].ID == id {
			return registry[i]
		}
	}
	return Agent{ID: id}
}

// IsProgram reports whether a name is the id of a known agent, as opposed to the type of a subagent that runs in one.
func IsProgram(name string) bool {
	for i := range registry {
		if registry[i].ID == name {
			return true
		}
	}
	return false
}

// IsLocalModel reports whether a name means that no model was asked: the agent made the message itself.
func IsLocalModel(name string) bool {
	for i := range registry {
		if name != "" && registry[i].LocalModel == name {
			return true
		}
	}
	return false
}

// Names returns the id, the short name and the aliases, each once.
func (a Agent) Names() []string {
	names := []string{a.ID}
	if a.Short != a.ID {
		names = append(names, a.Short)
	}
	return append(names, a.Aliases...)
}

// AllNames returns the names of all agents: what a URL may contain.
func AllNames() []string {
	var names []string
	for i := range registry {
		names = append(names, registry[i].Names()...)
	}
	return names
}

// ShortNames returns the short names of all agents: what help texts list.
func ShortNames() []string {
	var names []string
	for i := range registry {
		names = append(names, registry[i].Short)
	}
	return names
}
