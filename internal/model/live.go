package model

// LiveEvent is an event with its place in the order in which events were stored.
type LiveEvent struct {
	EventDetail
	// RowID grows with each event that is stored.
	RowID int64
	// Content is that of its RowMark.
	Content string
}

// Mark returns the mark of the event.
func (e LiveEvent) Mark() RowMark {
	return RowMark{RowID: e.RowID, EventID: e.EventID, Content: e.Content}
}

// RowMark tells whether a stored event is still the one that was seen: EventID is its id and Content changes
// with what may change after it was stored.
type RowMark struct {
	RowID   int64
	EventID string
	Content string
}

// SpawnerEvent is what a spawner said of its work while it ran: a row of live_events.
type SpawnerEvent struct {
	ID            int64
	EventType     string
	Data          *string
	ParentEventID *string
	SessionID     *string
	SpawnerType   *string
	CreatedAt     Instant
}
