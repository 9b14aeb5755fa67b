package changefeed

import (
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of the hub on which events go out.
const Topic = "events"

// Item is one thing that the stream tells. Exactly one of its first three members is set.
type Item struct {
	Event   *model.LiveEvent
	Spawner *model.SpawnerEvent
	// Gap says why something is missed, "" for none.
	Gap string
	// Changed says that Event was told before and is now another.
	Changed bool
	// At is the place after the item; the zero value says that one cannot resume here.
	At Position
}

// Fits reports whether the item is one that a client with the filter wants. A gap is for everybody.
func (i Item) Fits(filter model.EventFilter) bool {
	switch {
	case i.Event != nil:
		e := i.Event
		return is(filter.SessionID, e.SessionID) && is(filter.AgentID, e.AgentID) && is(filter.EventType, e.EventType) &&
			is(filter.ToolName, model.Or(e.ToolName, ""))
	case i.Spawner != nil:
		return is(filter.SessionID, model.Or(i.Spawner.SessionID, "")) && is(filter.EventType, i.Spawner.EventType) &&
			filter.AgentID == "" && filter.ToolName == ""
	default:
		return true
	}
}

// is reports whether value is the wanted one; "" wants any.
func is(wanted, value string) bool { return wanted == "" || wanted == value }
