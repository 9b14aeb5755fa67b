package hook

import (
	"encoding/json"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// kind returns the type of an event by its name.
func kind(name string) string {
	switch name {
	case "SessionStart", "SubagentStart", "Setup":
		return ingest.TypeStart
	case "SessionEnd":
		return ingest.TypeEnd
	case "Stop", "AfterAgent", "SubagentStop", "TaskCompleted":
		return ingest.TypeCompletion
	case "StopFailure":
		return ingest.TypeError
	default:
		return ingest.TypeCheckPoint
	}
}

// subjects are the members that say what an event is about, the most telling first.
func subjects() []string {
	return []string{"message", "prompt", "task_subject", "tool_name", "command_name", "file_path", "name", "worktree_path", "new_cwd", "directory", "source", "trigger", "reason"}
}

// mark adds an event that is neither a prompt nor a call of a tool, and ends what it ends.
func (r *reading) mark() {
	e := ingest.Event{
		Type: kind(r.name), ToolName: shortened(r.name, maxName), Status: ingest.StatusRecorded, Model: r.text("model"),
		Input: shortened(r.firstText(subjects()...), maxText),
	}
	var used []string
	switch e.Input {
	case "":
	case r.text("message"):
		used = []string{"message"}
	case r.text("prompt"):
		used = []string{"prompt"}
	}
	switch e.Type {
	case ingest.TypeCompletion, ingest.TypeError:
		e.Output = shortened(r.firstText("last_assistant_message", "prompt_response", "error_details"), maxText)
		used = append(used, "last_assistant_message", "prompt_response")
	}
	if e.Type == ingest.TypeError {
		e.Status, e.Error = ingest.StatusFailed, r.text("error")
	}
	e.ID = ingest.MarkID(r.session, r.name, r.markKey())
	e.Context = r.context(used...)
	r.place(&e)
	if r.name == "SessionStart" || r.name == "SessionEnd" || r.name == "Setup" {
		e.InTurn = false
	}
	r.addEvent(e)
	r.closeAfter()
}

// maxName is the length, in bytes, up to which a name that a payload gives is kept.
const maxName = 200

// closeAfter ends what the event of the payload ends.
func (r *reading) closeAfter() {
	if c, ok := ingest.NewStop(r.name, r.id("agent_id")); ok {
		r.addClose(c)
	}
}

// markKey returns what tells events of one name apart: an id where the payload has one, else all of it within a few seconds.
func (r *reading) markKey() string {
	switch r.name {
	case "SubagentStart", "SubagentStop":
		if id := r.id("agent_id"); id != "" {
			return id
		}
	case "TaskCreated", "TaskCompleted":
		if id := r.text("task_id"); id != "" {
			return r.text("team_name") + "\x00" + id
		}
	case "MessageDisplay":
		if id := r.text("message_id"); id != "" {
			return id + "\x00" + r.text("index")
		}
	case "Elicitation", "ElicitationResult":
		if id := r.text("elicitation_id"); id != "" {
			return id
		}
	}
	return r.hash(markBucket, r.canonical())
}

// canonical returns the payload in one form.
func (f fields) canonical() string {
	raw, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return ingest.Canonical(raw)
}

// firstText returns the first of the named members that is a text with something in it.
func (f fields) firstText(names ...string) string {
	for _, name := range names {
		if text := f.text(name); strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}
