package hookinstall

import (
	"strings"

	"github.com/spf13/pflag"

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
	// flags returns the flags of `htmlgraph hook`, without values.
	flags func() *pflag.FlagSet
}

// group returns the entry that is added for an event.
func (c caller) group() group {
	h := handler{Type: "command", Command: c.command(), Timeout: c.agent.Hooks.Settings.Timeout}
	if c.agent.Hooks.Settings.Named {
		h.Name = "htmlgraph"
	}
	return group{Hooks: []handler{h}}
}

func (c caller) command() string { return c.programWord() + " hook --agent " + c.agent.Short }

// programWord returns the path of this program as the first word of a command.
func (c caller) programWord() string {
	if isWindowsPath(c.program) {
		return windowsWord(c.program, c.agent.Hooks.Settings.Windows)
	}
	return quoted(c.program)
}

// parse returns the program that a command calls, and the rest of the command. It is false for commands that are not ours. Ours is one word
// for the program, followed by the word hook and flags of `htmlgraph hook`, and nothing else. The program is this one, or is called
// htmlgraph: an earlier release may have had another path.
func (c caller) parse(command string) (program, rest string, ok bool) {
	program, rest, ok = c.cutProgram(command)
	if !ok || !c.isProgram(program) {
		return "", "", false
	}
	words, ok := splitWords(rest)
	if !ok || len(words) == 0 || words[0].text != "hook" {
		return "", "", false
	}
	var arguments []string
	for _, w := range words[1:] {
		arguments = append(arguments, w.text)
	}
	flags := c.flags()
	if flags.Parse(arguments) != nil || flags.NArg() > 0 || !c.isAgent(flags) {
		return "", "", false
	}
	return program, rest, true
}

// cutProgram divides a command after its first word. PowerShell calls a program in quotes by an ampersand before it.
func (c caller) cutProgram(command string) (program, rest string, ok bool) {
	if rest, ok := strings.CutPrefix(command, c.programWord()); ok && startsWord(rest) {
		return c.program, rest, true
	}
	called, byCall := strings.CutPrefix(strings.TrimLeft(command, " \t"), "& ")
	if !byCall {
		called = command
	}
	called = strings.TrimLeft(called, " \t")
	program, length, ok := firstWord(called)
	if !ok || length == 0 || (word{source: called[:length]}).assigns() {
		return "", "", false
	}
	return program, called[length:], true
}

// startsWord reports whether a new word may begin where a text begins.
func startsWord(text string) bool {
	return strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t")
}

func (c caller) isProgram(path string) bool {
	name := base(path)
	return samePath(path, c.program) || name == "htmlgraph" || strings.EqualFold(name, "htmlgraph.exe")
}

// isAgent reports whether the flags name this agent, or none.
func (c caller) isAgent(flags *pflag.FlagSet) bool {
	named, err := flags.GetString("agent")
	if err != nil || named == "" {
		return err == nil
	}
	a, known := agent.Find(named)
	return known && a.ID == c.agent.ID
}

// owns reports whether a command is ours.
func (c caller) owns(command string) bool {
	_, _, ok := c.parse(command)
	return ok
}

// correct returns one of our commands so that it calls this program. Its arguments stay. A path of Windows is also written anew where it calls
// this program already: an earlier release wrote it so that only one of the shells understood it.
func (c caller) correct(command string) string {
	called, rest, ok := c.parse(command)
	if !ok || called == c.program && !isWindowsPath(c.program) {
		return command
	}
	return c.programWord() + rest
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
