package model

// LiveEvent is an event with its rowid, which is the order in which events were stored.
type LiveEvent struct {
	Event
	// RowID increases with each stored event.
	RowID int64
	// Content is that of its RowVersion.
	Content string
}

// Version returns the version of the event that was read.
func (e LiveEvent) Version() RowVersion {
	return RowVersion{RowID: e.RowID, EventID: e.EventID, Content: e.Content}
}

// RowVersion is compared with a later one of the same row, to find out whether the event changed. EventID is its id, and Content changes
// with all that may change after an event was stored.
type RowVersion struct {
	RowID   int64
	EventID string
	Content string
}

// SpawnerEvent is what a spawner reported of its work while it ran: a row of live_events.
type SpawnerEvent struct {
	ID            int64
	EventType     string
	Data          *string
	ParentEventID *string
	SessionID     *string
	SpawnerType   *string
	CreatedAt     Instant
}
