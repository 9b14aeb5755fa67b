package changefeed

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of the hub on which events are published.
const Topic = "events"

// StateInterest is the interest of those subscribers of Topic that want states too.
const StateInterest = "state"

// Item is one message of the stream. Exactly one of its first four members is set.
type Item struct {
	Event   *model.LiveEvent
	Spawner *model.SpawnerEvent
	// State is the state of a session that has changed, for clients that asked for states.
	State *model.StateChange
	// Gap says why the client misses something, "" where it does not.
	Gap string
	// Changed says that Event was published before and has changed.
	Changed bool
	// At is the position after the item; a client cannot resume at the zero value.
	At Position
}

// Fits reports whether the filter lets the item through. It lets each gap through.
func (i Item) Fits(filter model.EventFilter) bool {
	switch {
	case i.Event != nil:
		e := i.Event
		return is(filter.SessionID, e.SessionID) && is(filter.AgentID, e.AgentID) && is(filter.EventType, e.EventType) &&
			is(filter.ToolName, model.Or(e.ToolName, ""))
	case i.Spawner != nil:
		return is(filter.SessionID, model.Or(i.Spawner.SessionID, "")) && is(filter.EventType, i.Spawner.EventType) &&
			filter.AgentID == "" && filter.ToolName == ""
	case i.State != nil:
		return is(filter.SessionID, i.State.SessionID)
	default:
		return true
	}
}

// is reports whether value is the wanted one; "" wants any.
func is(wanted, value string) bool { return wanted == "" || wanted == value }
