package hook

import (
	"encoding/json"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// eventType returns the type under which an event that is neither a prompt nor a call is stored.
func eventType(kind agent.EventKind) string {
	switch kind {
	case agent.SessionStarted, agent.SessionSetUp, agent.SubagentStarted:
		return ingest.TypeStart
	case agent.SessionEnded:
		return ingest.TypeEnd
	case agent.TurnEnded, agent.SubagentStopped, agent.TaskCompleted:
		return ingest.TypeCompletion
	case agent.TurnFailed:
		return ingest.TypeError
	default:
		return ingest.TypeCheckPoint
	}
}

// subjects are the members that say what an event is about, the most specific first.
var subjects = []string{
	"message", "prompt", "task_subject", "tool_name", "command_name", "file_path", "name", "worktree_path", "new_cwd", "directory", "source", "trigger", "reason",
}

// maxName is the length in characters up to which a name in a payload is kept.
const maxName = 200

// notice adds an event that is neither a prompt nor a call, and ends what it ends.
func (r *reader) notice() {
	e := ingest.Event{
		ID: ingest.MarkID(r.session, r.event.Name, r.noticeKey()), Type: eventType(r.event.Kind), ToolName: ingest.Truncate(r.event.Name, maxName),
		Status: ingest.StatusRecorded, Model: r.text("model"), Input: ingest.Truncate(r.firstText(subjects...), ingest.MaxEventText),
	}
	var used []string // members that the row shows elsewhere
	switch e.Input {
	case "":
	case r.text("message"):
		used = []string{"message"}
	case r.text("prompt"):
		used = []string{"prompt"}
	}
	if e.Type == ingest.TypeCompletion || e.Type == ingest.TypeError {
		e.Output = ingest.Truncate(r.firstText("last_assistant_message", "prompt_response", "error_details"), ingest.MaxEventText)
		used = append(used, "last_assistant_message", "prompt_response")
	}
	if e.Type == ingest.TypeError {
		e.Status, e.Error = ingest.StatusFailed, r.text("error")
	}
	e.Context = r.context(used...)
	r.setParent(&e)
	switch r.event.Kind {
	case agent.SessionStarted, agent.SessionEnded, agent.SessionSetUp:
		e.InTurn = false
	}
	r.addEvent(e)
	if s, ok := ingest.NewStop(r.event.Name, r.id("agent_id")); ok {
		r.addStop(s)
	}
}

// noticeKey returns what distinguishes events of one name: an id where the payload has one, else all of it within a few seconds.
func (r *reader) noticeKey() string {
	if r.event.ID != "" {
		if id := r.id(r.event.ID); id != "" && r.event.Part != "" {
			return id + "\x00" + r.text(r.event.Part)
		} else if id != "" {
			return id
		}
	}
	return r.digest(noticeBucket, r.canonical())
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
