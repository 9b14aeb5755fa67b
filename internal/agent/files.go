package agent

import "slices"

// Files says which tools of an agent work on files that their input names.
type Files struct {
	// Editors are the tools that change files, Viewers those that read them.
	Editors, Viewers []string
}

// IsEditor reports whether a tool of any agent changes files. Tools of other programs have the same names.
func IsEditor(tool string) bool {
	for i := range registry {
		if slices.Contains(registry[i].Files.Editors, tool) {
			return true
		}
	}
	return false
}

// FileTools returns the tools of all agents that change or read files.
func FileTools() []string {
	var tools []string
	for i := range registry {
		tools = append(append(tools, registry[i].Files.Editors...), registry[i].Files.Viewers...)
	}
	return tools
}
