package toolcall

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// Kind says what a tool does, as far as that decides how its calls are shown.
type Kind string

// The kinds of tools.
const (
	KindEdit       Kind = "edit"
	KindShell      Kind = "shell"
	KindRead       Kind = "read"
	KindTasks      Kind = "tasks"
	KindDelegation Kind = "delegation"
	KindOther      Kind = "other"
)

// kinds are the names of tools by their kind. Names that agents share are written once.
func kinds() map[Kind][]string {
	return map[Kind][]string{
		KindEdit:  {"Edit", "MultiEdit", "Write", "NotebookEdit", "apply_patch", "replace", "edit", "write_file", "edit_file", "str_replace_editor"},
		KindShell: {"Bash", "shell", "exec_command", "run_shell_command", "local_shell", "shell_command", "container.exec", "UserCommand"},
		KindRead: {
			"Read", "Grep", "Glob", "LS", "NotebookRead", "read_file", "read_many_files", "search_file_content", "grep_search", "glob", "list_directory",
			"read_folder", "view_image",
		},
		KindTasks: {"TodoWrite", "TaskCreate", "TaskUpdate", "update_plan", "write_todos", "todo_write"},
	}
}

// KindOf returns the kind of a tool by the name that its agent gives it.
func KindOf(tool string) Kind {
	if _, ok := agent.DelegationBy("", tool); ok {
		return KindDelegation
	}
	for kind, names := range kinds() {
		if slices.Contains(names, tool) {
			return kind
		}
	}
	return KindOther
}

// Server divides the name of a tool of the Model Context Protocol into that of its server and its own; server is "" for any other tool.
func Server(tool string) (server, name string) {
	rest, ok := strings.CutPrefix(tool, "mcp__")
	if !ok {
		return "", tool
	}
	server, name, ok = strings.Cut(rest, "__")
	if !ok || server == "" || name == "" {
		return "", tool
	}
	return server, name
}

// Command returns the whole command that the input of a call states, "" for none.
func Command(input string) string {
	object := gjson.Parse(input)
	if !object.IsObject() || !gjson.Valid(input) {
		return strings.TrimSpace(input)
	}
	if list := words(object); list != "" {
		return list
	}
	return firstText(object, commands)
}

// Subject returns on one line what a call does, or to what. It is the member of the input that identifies the call best.
func Subject(input string) string {
	return strings.Join(strings.Fields(Describe(parsed(input))), " ")
}

// parsed returns an input that may be a text or JSON.
func parsed(input string) gjson.Result {
	if value := gjson.Parse(input); value.IsObject() && gjson.Valid(input) {
		return value
	}
	return gjson.Result{Type: gjson.String, Str: input, Raw: input}
}
