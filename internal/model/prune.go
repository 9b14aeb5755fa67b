package model

// PruneKind is a kind of rows that are pruned.
type PruneKind string

// The kinds of rows that are pruned.
const (
	PruneCosts      PruneKind = "requests"
	PruneTraces     PruneKind = "traces"
	PruneEvents     PruneKind = "events"
	PruneMessages   PruneKind = "messages"
	PruneLiveEvents PruneKind = "live events"
	PruneArchive    PruneKind = "archived transcripts"
	PruneSessions   PruneKind = "sessions"
)

// PruneKinds are all kinds. Sessions are last, because whether a session is deleted depends on what is left of it.
var PruneKinds = [...]PruneKind{PruneCosts, PruneTraces, PruneEvents, PruneMessages, PruneLiveEvents, PruneArchive, PruneSessions}

// PruneCount is the number of rows of a kind, of old ones, and of those without a date.
type PruneCount struct {
	Kind              PruneKind
	All, Old, Undated int64
}
