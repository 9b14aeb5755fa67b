package hookinstall

import (
	"path/filepath"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// group is an entry of an event in the settings: all its hooks run. The order of the members is that of the file.
type group struct {
	Hooks []handler `json:"hooks"`
}

// handler is one hook.
type handler struct {
	Name    string `json:"name,omitempty"`
	Type    string `json:"type"`
	Command string `json:"command"`
	Timeout int    `json:"timeout"`
}

// caller makes and recognises the command by which an agent calls this program.
type caller struct {
	agent agent.Agent
	// program is the absolute path of this program.
	program string
}

// group returns the entry that is added for an event.
func (c caller) group() group {
	h := handler{Type: "command", Command: c.command(), Timeout: c.agent.Hooks.Settings.Timeout}
	if c.agent.Hooks.Settings.Named {
		h.Name = "htmlgraph"
	}
	return group{Hooks: []handler{h}}
}

func (c caller) command() string { return quoted(c.program) + c.arguments() }

func (c caller) arguments() string { return " hook --agent " + c.agent.Short }

// owns reports whether a command calls this program, under its current path or an earlier one.
func (c caller) owns(command string) bool {
	called, ok := strings.CutSuffix(command, c.arguments())
	if !ok {
		return false
	}
	if called == quoted(c.program) {
		return true
	}
	name := filepath.Base(strings.Trim(called, `'"`))
	return strings.TrimSuffix(name, ".exe") == "htmlgraph"
}

// plain are the characters that have no meaning of their own in a shell.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,@%"

// quoted returns a path as a shell reads it as one word.
func quoted(path string) string {
	if path != "" && strings.Trim(path, plain) == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
