package merge

import "github.com/htmlgraph/htmlgraph/internal/ingest"

// memory holds the rows that a batch is about.
type memory struct {
	sessions table[session]
	events   table[event]
	traces   table[trace]
	usages   table[usage]
	messages table[message]
	// eventsOf are the events of each session.
	eventsOf map[string][]*event
	// traceOf is the trace of the call that an event is about.
	traceOf map[string]*trace
}

func newMemory() *memory {
	return &memory{
		sessions: newTable[session](), events: newTable[event](), traces: newTable[trace](), usages: newTable[usage](), messages: newTable[message](),
		eventsOf: map[string][]*event{}, traceOf: map[string]*trace{},
	}
}

// table holds rows of one table by their ids, and in the order in which they came: new rows are stored in that order.
type table[Row any] struct {
	byID map[string]*Row
	all  []*Row
}

func newTable[Row any]() table[Row] { return table[Row]{byID: map[string]*Row{}} }

// add adds a row. A row that is there already stays, because it may have changed since it was read.
func (t *table[Row]) add(id string, row *Row) bool {
	if t.byID[id] != nil {
		return false
	}
	t.byID[id] = row
	t.all = append(t.all, row)
	return true
}

// absent returns the ids of which no row is in memory.
func (t *table[Row]) absent(ids []string) []string {
	var absent []string
	for _, id := range ids {
		if t.byID[id] == nil {
			absent = append(absent, id)
		}
	}
	return absent
}

func (m *memory) addEvent(e *event) {
	if m.events.add(e.ID, e) {
		m.eventsOf[e.SessionID] = append(m.eventsOf[e.SessionID], e)
	}
}

// addStoredTrace adds a trace with the event of its call, by the id that all sources give such an event.
func (m *memory) addStoredTrace(row *ingest.TraceRow) {
	t := &trace{TraceRow: row}
	if m.traces.add(t.ID, t) {
		m.traceOf[ingest.ToolID(t.ID)] = t
	}
}

// rowState is what happened to a row in memory.
type rowState struct{ isNew, changed, isDeleted bool }

// delete has the row deleted.
func (s *rowState) delete() { s.changed, s.isDeleted = true, true }

// touch records that an observation was merged into the row, and returns the outcome.
func (s *rowState) touch(created, changed bool) ingest.Outcome {
	s.changed = s.changed || changed || created
	switch {
	case created:
		return ingest.Created
	case changed:
		return ingest.Updated
	default:
		return ingest.Unchanged
	}
}

// set is a set of ids in the order in which they came. The empty id is never a member.
type set struct {
	has  map[string]bool
	list []string
}

func newSet() *set { return &set{has: map[string]bool{}} }

func (s *set) add(ids ...string) {
	for _, id := range ids {
		if id != "" && !s.has[id] {
			s.has[id] = true
			s.list = append(s.list, id)
		}
	}
}

// unknown returns the ids that are no members.
func (s *set) unknown(ids []string) []string {
	var unknown []string
	for _, id := range ids {
		if !s.has[id] {
			unknown = append(unknown, id)
		}
	}
	return unknown
}
