package model

// PruneKind names what is pruned.
type PruneKind string

// The kinds of what is pruned.
const (
	PruneCosts      PruneKind = "requests"
	PruneTraces     PruneKind = "traces"
	PruneEvents     PruneKind = "events"
	PruneLiveEvents PruneKind = "live events"
	PruneSessions   PruneKind = "sessions"
)

// PruneKinds are all, sessions last: whether one goes depends on what is left of it.
var PruneKinds = [...]PruneKind{PruneCosts, PruneTraces, PruneEvents, PruneLiveEvents, PruneSessions}

// PruneCount is how many rows of a kind there are, how many of them are old, and how many have no day.
type PruneCount struct {
	Kind              PruneKind
	All, Old, Undated int64
}
