package agent

import (
	"regexp"
	"strings"
)

// plainID matches ids that a shell takes as they are, and no program for a flag.
var plainID = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)

// ResumeCommand returns the command by which a user goes on with a session, to be run in the folder of the session; "" where the agent has none, or
// where the id is not one that the agent made.
func (a Agent) ResumeCommand(sessionID string) string {
	if len(a.Resume) == 0 || !plainID.MatchString(sessionID) {
		return ""
	}
	return strings.Join(a.Resume, " ") + " " + sessionID
}
