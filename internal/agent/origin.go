package agent

import "slices"

// Origin says how the sessions of an agent show that a program started them, and nobody sat before them.
type Origin struct {
	// Member is the member of the metadata that says what started the session, "" for agents that do not say it. Programs are its words for
	// programs.
	Member   string
	Programs []string
}

// IsOfProgram reports whether a program started a session, by the members of its metadata.
func IsOfProgram(metadata map[string]string) bool {
	if len(metadata) == 0 {
		return false
	}
	for i := range registry {
		origin := registry[i].Origin
		if origin.Member != "" && slices.Contains(origin.Programs, metadata[origin.Member]) {
			return true
		}
	}
	return false
}
