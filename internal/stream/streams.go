package stream

// Streams answers the operations that stay open.
type Streams struct {
	*Events
	*Presence
	*Broadcasts
	*Queries
	*Costs
}
