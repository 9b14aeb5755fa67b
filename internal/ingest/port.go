package ingest

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Rows reads stored rows for the merge engine. Each method but Columns takes sets and runs one statement, however large the sets are, so
// a batch costs a fixed number of statements. Empty sets cost none. A row is returned once, in no particular order.
type Rows interface {
	// Columns reports which of the columns that not every file has are there.
	Columns(ctx context.Context) (Columns, error)
	// Aliases returns the aliases with one of these ids, and those with one of these fingerprints.
	Aliases(ctx context.Context, ids, fingerprints []string) ([]*AliasRow, error)
	Sessions(ctx context.Context, ids []string) ([]*SessionRow, error)
	Events(ctx context.Context, query EventQuery) ([]*EventRow, error)
	Traces(ctx context.Context, query TraceQuery) ([]*TraceRow, error)
	Usages(ctx context.Context, query UsageQuery) ([]*UsageRow, error)
	// MarksBefore returns, for each moment, the latest event of one of these tool names that its session has at or before it. Without a time
	// it is the latest of the session.
	MarksBefore(ctx context.Context, toolNames []string, moments []Moment) ([]MarkAt, error)
	// MarksAfter returns all events of these tool names that are later than the moment of their session. There is at most one moment for each
	// session.
	MarksAfter(ctx context.Context, toolNames []string, moments []Moment) ([]MarkRow, error)
	// LastInTurns returns the last answer, failure or call of each of these prompts.
	LastInTurns(ctx context.Context, promptIDs []string) ([]*LastRow, error)
	// LastInSubagents returns when the latest event of each of these subagents began that has none of some tool names.
	LastInSubagents(ctx context.Context, subagents, except []string) ([]LastInSubagent, error)
	// UsageSums returns the sums of the usages that belong to these events.
	UsageSums(ctx context.Context, eventIDs []string) ([]UsageSum, error)
	// Messages returns messages with their parts, but without the texts of these.
	Messages(ctx context.Context, ids []string) ([]*MessageRow, error)
	// CountEvents counts the stored events of sessions, and their tokens.
	CountEvents(ctx context.Context, sessionIDs []string) ([]SessionTotals, error)
}

// SessionRows reads what a session has, page by page: the ids after one, "" for the first, in their order, at most limit of them.
type SessionRows interface {
	EventIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error)
	TraceIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error)
	UsageIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error)
	MessageIDs(ctx context.Context, sessionID, after string, limit int) ([]string, error)
	// AliasesOf returns the aliases of rows.
	AliasesOf(ctx context.Context, rowIDs []string) ([]*AliasRow, error)
	// HasRows reports whether anything is stored in a session.
	HasRows(ctx context.Context, sessionID string) (bool, error)
}

// Columns are the columns that not every file has.
type Columns struct{ EventToolInput, EventSource, SessionModel bool }

// Moment is a time in a session.
type Moment struct {
	SessionID string
	At        model.Instant
}

// MarkAt is the mark that belongs to a moment.
type MarkAt struct {
	Moment Moment
	Mark   MarkRow
}

// EventQuery selects events that match at least one of its lists.
type EventQuery struct {
	IDs []string
	// ParentIDs selects the children of these events.
	ParentIDs []string
	// TaskIDs selects the delegations that started these subagents: their TaskID is one of them.
	TaskIDs []string
	// Subagents selects the events that happened in these subagents.
	Subagents []string
	// Delegating selects the running delegations of these sessions that have no TaskID.
	Delegating []string
	// Running selects the running calls and delegations of these sessions.
	Running []string
	// Stopped selects the events of these sessions that a stop ended: their context has StoppedMember.
	Stopped []string
}

// TraceQuery selects traces that match at least one of its lists.
type TraceQuery struct {
	IDs []string
	// Running selects the running calls of these sessions.
	Running []string
	// Moments selects the calls that began at these times.
	Moments []Moment
}

// UsageQuery selects usages that match at least one of its lists.
type UsageQuery struct {
	IDs []string
	// EventIDs selects the usages that belong to these events.
	EventIDs  []string
	Subagents []string
}

// Changes is what the engine wants stored.
type Changes struct {
	// Now is the time of the change.
	Now      model.Instant
	Sessions Upserts[SessionRow]
	Events   Upserts[EventRow]
	Traces   Upserts[TraceRow]
	Usages   Upserts[UsageRow]
	Messages Upserts[MessageRow]
	// Parts are parts of messages that are new, and those that changed. Blobs are the data of some of them, which may be stored already.
	Parts Upserts[PartRow]
	Blobs []*Blob
	// Reports are what sources said of usages that several report.
	Reports []*UsageReport
	// Subagents are events whose subagent has become known.
	Subagents []*EventRow
	Aliases   []*AliasRow
	// Witnesses are the ids of events of which it became known that another source than a transcript reported them.
	Witnesses []string
	Deleted   Deletions
	// Totals are the new numbers of sessions.
	Totals []SessionTotals
	// Active are sessions in which something happened, Over those whose activity is no longer of interest.
	Active []SessionActivity
	Over   []string
}

// Upserts are the rows of one table that are new, in the order in which they are to be stored, and those that changed.
type Upserts[Row any] struct{ New, Changed []*Row }

// Len returns the number of rows.
func (u Upserts[Row]) Len() int { return len(u.New) + len(u.Changed) }

// Empty reports whether nothing is to be stored.
func (c *Changes) Empty() bool {
	return c.Sessions.Len()+c.Events.Len()+c.Traces.Len()+c.Usages.Len()+c.Messages.Len()+c.Parts.Len()+len(c.Reports)+len(c.Subagents)+len(c.Aliases)+len(c.Totals)+len(c.Active)+
		len(c.Over)+len(c.Witnesses)+c.Deleted.Len() == 0
}

// Deletions are the ids of rows that are to be deleted, with what belongs to them alone. They are deleted before anything is written.
type Deletions struct {
	Sessions, Events, Traces, Usages, Aliases []string
	// Reports are the usages whose reports are deleted.
	Reports []string
	// Messages are deleted with their parts.
	Messages []string
	Parts    []int64
}

// Len returns the number of rows.
func (d *Deletions) Len() int {
	return len(d.Sessions) + len(d.Events) + len(d.Traces) + len(d.Usages) + len(d.Aliases) + len(d.Reports) + len(d.Messages) + len(d.Parts)
}

// Transaction is a transaction of the database: what it reads does not change until it ends.
type Transaction interface {
	Rows
	SessionRows
	Write(ctx context.Context, changes *Changes) error
}

// Transactions runs a function in a transaction, which is committed where the function returns nil. A function that writes nothing
// leaves no trace of the transaction. The function may run several times, so it must not keep results of a failed run.
type Transactions interface {
	InTransaction(ctx context.Context, run func(ctx context.Context, tx Transaction) error) error
}
