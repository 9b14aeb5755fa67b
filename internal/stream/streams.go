package stream

// Streams implements the operations whose responses stay open.
type Streams struct {
	*Events
	*Presence
	*Broadcasts
	*Queries
	*Costs
}
