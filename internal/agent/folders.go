package agent

import (
	"cmp"
	"path"
	"path/filepath"
	"strings"
)

// In returns the folders in which an agent may store its files, the current one first: those that its variable names, else those in the
// home of the user. home is "" where there is none. getenv reads the environment.
func (h Home) In(home string, getenv func(string) string) []string {
	if named := h.named(getenv); len(named) > 0 {
		return named
	}
	if h.HomeVariable != "" {
		home = cmp.Or(strings.TrimSpace(getenv(h.HomeVariable)), home)
	}
	if home == "" {
		return nil
	}
	var folders []string
	for _, name := range h.Folders {
		folders = append(folders, filepath.Join(home, filepath.FromSlash(name)))
	}
	return folders
}

// named returns the folders that the variable names.
func (h Home) named(getenv func(string) string) []string {
	if h.Variable == "" {
		return nil
	}
	value := getenv(h.Variable)
	values := []string{value}
	if h.VariableIsList {
		values = strings.Split(value, ",")
	}
	var folders []string
	for _, folder := range values {
		if folder = strings.TrimSpace(folder); folder != "" {
			folders = append(folders, folder)
		}
	}
	return folders
}

// TranscriptFolders returns the folders in which the agent may store transcripts.
func (a Agent) TranscriptFolders(home string, getenv func(string) string) []string {
	var folders []string
	for _, own := range a.transcriptHomes(home, getenv) {
		for _, name := range a.Transcripts.Folders {
			folders = append(folders, filepath.Join(own, filepath.FromSlash(name)))
		}
	}
	return folders
}

// transcriptHomes returns the folders in which the folders of transcripts lie.
func (a Agent) transcriptHomes(home string, getenv func(string) string) []string {
	if a.Transcripts.Variable != "" {
		if folder := strings.TrimSpace(getenv(a.Transcripts.Variable)); folder != "" {
			return []string{folder}
		}
	}
	return a.Home.In(home, getenv)
}

// IsTranscriptName reports whether the name of a file may be that of a transcript of some agent.
func IsTranscriptName(name string) bool {
	found := false
	for i := range registry {
		t := &registry[i].Transcripts
		if matches(t.Ignored, name) {
			return false
		}
		found = found || matches(t.Files, name)
	}
	return found
}

// IsIgnoredFolder reports whether folders of a name contain no transcripts.
func IsIgnoredFolder(name string) bool {
	for i := range registry {
		if matches(registry[i].Transcripts.IgnoredFolders, name) {
			return true
		}
	}
	return false
}

// matches reports whether one of the patterns matches a name. A test holds that all patterns are valid.
func matches(patterns []string, name string) bool {
	for _, pattern := range patterns {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}
