package budget

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// What budgets are for.
const (
	ForSession = "session"
	ForProject = "project"
)

// How far a budget is spent.
const (
	Within   = "within"
	Near     = "warning"
	Exceeded = "exceeded"
)

// nearPercent is the part of a budget from which on it is nearly spent.
const nearPercent = 80

// State is how much of one budget is spent.
type State struct {
	// Kind is ForSession or ForProject, Name the session or the folder.
	Kind, Name string
	Limit      model.MicroUSD
	Period     model.Period
	// Since is when the period began, the zero time where the budget is for ever.
	Since time.Time
	model.Outlay
	// Session is one whose costs were looked at, to which an alert belongs. "" if none was.
	Session string
}

// Level says how far the budget is spent.
func (s State) Level() string {
	switch {
	case s.Spent >= s.Limit:
		return Exceeded
	case float64(s.Spent)*100 >= float64(s.Limit)*nearPercent:
		return Near
	default:
		return Within
	}
}

// Percent is the part of the budget that is spent.
func (s State) Percent() float64 { return 100 * float64(s.Spent) / float64(s.Limit) }

// Predicted is what it will have cost in an hour if all goes on as in the last minutes, and false if too little is known.
func (s State) Predicted() (model.MicroUSD, bool) {
	prediction := cost.PredictionOf(s.Recent, s.Samples, s.Spent)
	return s.Spent.Plus(prediction.Hourly), prediction.Reason == ""
}
