package cli

import (
	"fmt"
	"path"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// agentTitles returns what the agents call themselves, as a list within a sentence.
func agentTitles() string {
	var titles []string
	for _, a := range agent.All() {
		titles = append(titles, a.Title)
	}
	return listed(titles, "and")
}

// agentNames returns the names by which the --agent flag knows the agents, as a list within a sentence.
func agentNames() string { return listed(agent.ShortNames(), "or") }

// agentFolders returns the folders in the home of a user that show that an agent is installed, as a list within a sentence.
func agentFolders() string {
	var folders []string
	for _, a := range agent.All() {
		folders = append(folders, "~/"+a.Home.Folders[0])
	}
	return listed(folders, "or")
}

// transcriptFolder returns the folder in the home of a user where the first agent keeps its transcripts.
func transcriptFolder() string {
	a := agent.All()[0]
	return "~/" + path.Join(a.Home.Folders[0], a.Transcripts.Folders[0])
}

// settingsFiles returns a line for each agent: its settings file in the home of a user, and in a project.
func settingsFiles() string {
	var lines strings.Builder
	for _, a := range agent.All() {
		s, folder := a.Hooks.Settings, a.Home.Folders[0]
		inProject := s.ProjectFile
		if inProject == "" {
			inProject = s.File
		}
		fmt.Fprintf(&lines, "  %-12s  %-26s  %s\n", a.Title, "~/"+path.Join(folder, s.File), path.Join(folder, inProject))
	}
	return lines.String()
}

// listed joins words: "a, b and c".
func listed(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}
