package model

import "time"

// Budgets are the amounts that sessions and projects should not pass. The zero value has none.
type Budgets struct {
	// Session is what each session may cost with all that it began, 0 for no budget.
	Session  MicroUSD
	Projects []ProjectBudget
}

// Any reports whether there is a budget at all.
func (b Budgets) Any() bool { return b.Session > 0 || len(b.Projects) > 0 }

// ProjectBudget is what the sessions of a project may cost.
type ProjectBudget struct {
	// Folder is the project, with the folders below it. "" stands for each folder in which a session runs, by itself.
	Folder string
	Limit  MicroUSD
	Period Period
}

// Period is how long a budget lasts before it begins anew.
type Period string

// The periods.
const (
	Always  Period = ""
	Daily   Period = "day"
	Weekly  Period = "week"
	Monthly Period = "month"
)

// Start returns when the period around a time began, by the calendar of its location; weeks begin on Monday. It is the zero
// time for Always.
func (p Period) Start(at time.Time) time.Time {
	year, month, day := at.Date()
	switch p {
	case Daily:
	case Weekly:
		day -= (int(at.Weekday()) + 6) % 7
	case Monthly:
		day = 1
	default:
		return time.Time{}
	}
	return time.Date(year, month, day, 0, 0, 0, 0, at.Location())
}

// Lineage is what a session belongs to.
type Lineage struct {
	SessionID string
	// Root is the session that nobody began and from which this one comes: itself, if nobody began it.
	Root string
	// Folder is where it runs, or else the nearest one before it that says where; "" for none.
	Folder string
}

// Outlay is what one of several things cost: since the beginning of a period, and lately, for the trajectory.
type Outlay struct {
	Spent, Recent MicroUSD
	// Samples is how many costs Recent adds up.
	Samples int
}

// Folders is a project: its folder, with or without those below.
type Folders struct {
	Folder string
	Below  bool
}

// CostChange is what was stored of a session's costs lately: a fingerprint that differs when any of them does, and the newest
// of their times.
type CostChange struct {
	SessionID   string
	Fingerprint string
	Newest      Instant
}
