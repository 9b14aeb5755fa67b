package hookinstall

import (
	"path/filepath"
	"strings"
)

// Agent is a coding agent: where its settings lie, and which hooks it takes.
type Agent struct {
	// Name is what it is called on the command line, Title what it calls itself.
	Name, Title string
	// Folder is where its files lie in the home of a user and in a project; Variable is the environment variable that names another
	// one instead of that in the home, "" if there is none.
	Folder, Variable string
	// File holds the hooks; ProjectFile those of a project, where that is another one: hooks name a path on this machine, and a
	// project's settings are shared.
	File, ProjectFile string
	// Hint is what the user has to know beside, "" for nothing.
	Hint string
	// events are those that it has hooks for.
	events []string
	// timeout is how long it waits for a hook, in its own unit: more than a hook ever takes.
	timeout int
	// named says that its hooks have names; comments says that its settings may hold comments.
	named, comments bool
}

// Agents returns all that are known.
//
// Of the events of Claude Code some are left out on purpose: MessageDisplay comes with every few words, PostToolBatch repeats what was
// told, FileChanged needs names of files, and a hook on WorktreeCreate takes the place of git.
func Agents() []Agent {
	return []Agent{
		{
			Name: "claude", Title: "Claude Code", Folder: ".claude", Variable: "CLAUDE_CONFIG_DIR", File: "settings.json",
			ProjectFile: "settings.local.json", timeout: 5,
			events: strings.Fields("SessionStart SessionEnd UserPromptSubmit PreToolUse PostToolUse PostToolUseFailure PermissionRequest PermissionDenied " +
				"Notification SubagentStart SubagentStop Stop StopFailure PreCompact PostCompact TaskCreated TaskCompleted"),
		},
		{
			Name: "codex", Title: "Codex", Folder: ".codex", Variable: "CODEX_HOME", File: "hooks.json", timeout: 3,
			Hint: "Codex runs them once you have trusted them: it asks when it starts next.",
			events: strings.Fields("SessionStart SessionEnd UserPromptSubmit PreToolUse PermissionRequest PostToolUse PreCompact PostCompact " +
				"SubagentStart SubagentStop Stop Interrupt"),
		},
		{
			Name: "gemini", Title: "Gemini CLI", Folder: ".gemini", File: "settings.json", timeout: 5000, named: true, comments: true,
			events: strings.Fields("SessionStart SessionEnd BeforeAgent AfterAgent BeforeTool AfterTool PreCompress Notification"),
		},
	}
}

// group is an entry of an event: all its hooks run. The order of the members is that of the file.
type group struct {
	Hooks []handler `json:"hooks"`
}

type handler struct {
	Name    string `json:"name,omitempty"`
	Type    string `json:"type"`
	Command string `json:"command"`
	Timeout int    `json:"timeout"`
}

// entry returns what is added for an event.
func (a Agent) entry(program string) group {
	h := handler{Type: "command", Command: a.command(program), Timeout: a.timeout}
	if a.named {
		h.Name = "htmlgraph"
	}
	return group{Hooks: []handler{h}}
}

func (a Agent) command(program string) string { return quoted(program) + a.arguments() }

func (a Agent) arguments() string { return " hook --agent " + a.Name }

// owns reports whether a command is one that this program added, under its path of today or an earlier one.
func (a Agent) owns(command, program string) bool {
	called, ok := strings.CutSuffix(command, a.arguments())
	if !ok {
		return false
	}
	if called == quoted(program) {
		return true
	}
	name := filepath.Base(strings.Trim(called, `'"`))
	return strings.TrimSuffix(name, ".exe") == "htmlgraph"
}

// plain are the characters that no shell gives a meaning.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,@%"

// quoted returns a path as a shell takes it for one word.
func quoted(path string) string {
	if path != "" && strings.Trim(path, plain) == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
