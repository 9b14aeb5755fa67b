package ingest

import (
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Withdrawal says what is withdrawn of a session: what transcripts alone reported of it.
type Withdrawal struct {
	SessionID string
	// After is the last day, in UTC, of which rows were pruned, "" for none. What is stored of it and of earlier days stays.
	After string
	// Kept are the subagents, and "" for the main thread, whose transcripts cannot be read again. What is stored of these stays.
	Kept []string
}

// IsPruned reports whether rows of a time were pruned. A time without a date never is.
func (w Withdrawal) IsPruned(at model.Instant) bool { return IsPruned(at, w.After) }

// Covers reports whether what happened at a time, in a subagent or in the main thread, is withdrawn as far as only transcripts reported it.
func (w Withdrawal) Covers(at model.Instant, subagent string) bool {
	return !w.IsPruned(at) && !slices.Contains(w.Kept, subagent)
}

// IsPruned reports whether a time is of a day up to the last one, in UTC, of which rows were pruned, "" for none.
func IsPruned(at model.Instant, last string) bool {
	day := at.Day()
	return last != "" && day != "" && day <= last
}
