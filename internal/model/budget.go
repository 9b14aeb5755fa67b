package model

import "time"

// Budgets are the limits of what sessions and projects should cost. The zero value has none.
type Budgets struct {
	// Session is the limit of each session with the sessions that it started, 0 for none.
	Session  MicroUSD
	Projects []ProjectBudget
}

// Any reports whether there is any budget.
func (b Budgets) Any() bool { return b.Session > 0 || len(b.Projects) > 0 }

// ProjectBudget is the limit of what the sessions of a project should cost.
type ProjectBudget struct {
	// Folder is the folder of the project, with the folders below it. "" is a budget for each folder in which a session runs.
	Folder string
	Limit  MicroUSD
	Period Period
}

// Period is a part of the calendar: the time after which a budget starts again, or the days, weeks and months by which people ask.
type Period string

// The periods.
const (
	Always  Period = ""
	Daily   Period = "day"
	Weekly  Period = "week"
	Monthly Period = "month"
)

// Start returns the start of the period that contains a time, in the calendar of its location. Weeks start on Monday. It is the zero
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

// Lineage is the root session and the folder of a session.
type Lineage struct {
	SessionID string
	// Root is the session without a parent from which this one descends; the session itself if it has no parent.
	Root string
	// Folder is the folder of the session, else of its nearest ancestor that has one, "" for none.
	Folder string
}

// Outlay is what something cost: since the start of a period, and recently, for a prediction.
type Outlay struct {
	Spent, Recent MicroUSD
	// Samples is the number of costs in Recent.
	Samples int
}

// Plus returns the sum of two outlays.
func (o Outlay) Plus(other Outlay) Outlay {
	return Outlay{Spent: o.Spent.Plus(other.Spent), Recent: o.Recent.Plus(other.Recent), Samples: o.Samples + other.Samples}
}

// CostChange describes the recent costs of a session: a digest that changes when any of them does, and the newest timestamp.
type CostChange struct {
	SessionID   string
	Fingerprint string
	Newest      Instant
}
