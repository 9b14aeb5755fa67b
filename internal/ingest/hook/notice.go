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
	key, fingerprint := r.noticeKey()
	e := ingest.Event{
		ID: ingest.MarkID(r.session, r.event.Name, key), Fingerprint: fingerprint, Type: eventType(r.event.Kind), ToolName: ingest.Truncate(r.event.Name, maxName),
		Status: ingest.StatusRecorded, Model: r.text("model"), Input: ingest.Truncate(r.subject(), ingest.MaxEventText),
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
	r.say(&e)
	r.addEvent(e)
	r.addStopOf(ingest.MarkRow{
		ToolName: r.event.Name, Subagent: r.id("agent_id"), Facts: ingest.MarkFacts{Background: ingest.Background(e.Context[ingest.BackgroundMember])},
	})
}

// subject returns what the event is about.
func (r *reader) subject() string {
	switch from, to := r.text("from_model"), r.text("to_model"); {
	case from != "" && to != "":
		return from + " → " + to
	case to != "":
		return to
	}
	if command := r.object("tool_input").text("command"); command != "" && r.has("invoked_by") {
		return command // a command in the text of a skill, which is no call of a tool although it has an id like one
	}
	return r.firstText(subjects...)
}

// noticeKey returns what distinguishes events of one name: an id where the payload has one, else all of it and its time. The fingerprint finds
// the event again if its hook runs twice; it is nil where the key is enough for that.
func (r *reader) noticeKey() (string, *ingest.Fingerprint) {
	if id := r.id(r.event.ID); r.event.ID != "" && id != "" {
		if r.event.Part != "" {
			return id + "\x00" + r.text(r.event.Part), nil
		}
		return id, nil
	}
	key := r.canonical()
	if r.hasTime {
		return r.digest(key), nil
	}
	return r.digest(key), ingest.MarkFingerprint(r.session, r.event.Name, key)
}

// mayRepeat says of an event without an id that the hook may report it twice. A payload that carries its time has the same time then, and so
// the same key.
func (r *reader) mayRepeat(f *ingest.Fingerprint) {
	if !r.hasTime {
		f.Repeatable()
	}
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
