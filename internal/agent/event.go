package agent

// Event is one kind of event for which an agent calls its hooks.
type Event struct {
	// Name is the hook_event_name of its payloads.
	Name string
	Kind EventKind
	// ID is the member of the payload that identifies the event among those of its name in a session, "" where none does. Not every agent sends
	// it: a subagent that goes on stops several times, and only Codex gives each of its turns an id. Part is a second member that is needed for
	// that, "" for none.
	ID, Part string
}

// EventKind is what an event of a hook means.
type EventKind int

// The kinds of events. An event that no agent lists is a Notice.
const (
	// Notice says that something happened, and neither begins nor ends anything.
	Notice EventKind = iota
	// SessionStarted and SessionEnded are about a session as a whole, as is SessionSetUp, which comes before it starts.
	SessionStarted
	SessionEnded
	SessionSetUp
	// PromptSubmitted begins a turn.
	PromptSubmitted
	// ToolStarted begins a call of a tool; ToolEnded, ToolFailed and ToolDenied end one.
	ToolStarted
	ToolEnded
	ToolFailed
	ToolDenied
	// ToolsEnded reports several calls that ran side by side, without saying how each ended.
	ToolsEnded
	// SubagentStarted and SubagentStopped are about a subagent of the session.
	SubagentStarted
	SubagentStopped
	// TurnEnded, TurnFailed and TurnInterrupted end a turn.
	TurnEnded
	TurnFailed
	TurnInterrupted
	// TaskCompleted says that an entry of a task list is done.
	TaskCompleted
	// PermissionAsked comes before the user is asked whether a call is permitted, also for one that a rule then permits.
	PermissionAsked
	// Notified is a notification of the agent to the user, which is no part of the conversation.
	Notified
	// QuestionAsked and QuestionAnswered are about a question that a server of tools has for the user.
	QuestionAsked
	QuestionAnswered
)

// EventNamed returns the event of a name, whichever agent has it: an event has the same meaning for all agents, so that one that an
// agent adopts from another is understood. An unknown one is a Notice.
func EventNamed(name string) Event {
	if e, ok := eventsByName[name]; ok {
		return e
	}
	return Event{Name: name}
}

// EventNames returns the names of all events of the given kinds, each once, in the order of the registry.
func EventNames(kinds ...EventKind) []string {
	var names []string
	listed := map[string]bool{}
	for _, a := range registry {
		for _, e := range a.Hooks.all() {
			for _, kind := range kinds {
				if e.Kind == kind && !listed[e.Name] {
					listed[e.Name] = true
					names = append(names, e.Name)
				}
			}
		}
	}
	return names
}

// all returns every event that the agent is known to have.
func (h Hooks) all() []Event {
	return append(append(make([]Event, 0, len(h.Events)+len(h.Others)), h.Events...), h.Others...)
}

var eventsByName = indexEvents()

func indexEvents() map[string]Event {
	byName := map[string]Event{}
	for _, a := range registry {
		for _, e := range a.Hooks.all() {
			byName[e.Name] = e
		}
	}
	return byName
}
