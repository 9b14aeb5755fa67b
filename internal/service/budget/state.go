package budget

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// The kinds of budgets.
const (
	ForSession = "session"
	ForProject = "project"
)

// State is the state of one budget.
type State struct {
	// Kind is ForSession or ForProject. Name is the session or the folder.
	Kind, Name string
	Limit      model.MicroUSD
	Period     model.Period
	// Since is the start of the period, the zero time for a budget without a period.
	Since time.Time
	model.Outlay
	// Session is a session that the check covered; alerts belong to it. It is "" where there was none.
	Session string
}

// Predicted returns the cost in one hour at the rate of the last minutes, or false where there is too little data.
func (s State) Predicted() (model.MicroUSD, bool) {
	prediction := cost.NewPrediction(s.Recent, s.Samples, s.Spent)
	return s.Spent.Plus(prediction.Hourly), prediction.Reason == ""
}
