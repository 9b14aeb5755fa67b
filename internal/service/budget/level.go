package budget

// The levels of a budget.
const (
	Within   = "within"
	Near     = "warning"
	Exceeded = "exceeded"
)

// nearPercent is the percentage at which a budget is nearly spent: from there on it has the level Near, and an alert warns.
const nearPercent = 80

// Level returns Within, Near or Exceeded.
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

// Percent returns the spent percentage of the budget.
func (s State) Percent() float64 { return 100 * float64(s.Spent) / float64(s.Limit) }
