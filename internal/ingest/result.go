package ingest

// Outcome is what became of an observation.
type Outcome string

// The outcomes.
const (
	// Created says that the row is new.
	Created Outcome = "created"
	// Updated says that something of the row was not known before.
	Updated Outcome = "updated"
	// Unchanged says that all of it was known; nothing was written.
	Unchanged Outcome = "unchanged"
	// Refused says that it cannot be stored; nothing was written.
	Refused Outcome = "problem"
)

// Result is the answer to one observation.
type Result struct {
	Outcome Outcome
	// Field is the member at fault, "" where it is not one, and Problem a sentence for whoever sent it; both only where the
	// observation is refused.
	Field, Problem string
}

// refused returns the answer to an observation that does not fit.
func refused(field, problem string) Result {
	return Result{Outcome: Refused, Field: field, Problem: problem}
}

// Pricer knows what requests to models cost.
type Pricer interface {
	// Price returns what a request cost in millionths of a dollar and where the price is from; known is false for a model
	// whose price nobody knows.
	Price(usage Usage) (micro int64, known bool, source string)
}

// Unpriced is the Pricer that knows no price.
type Unpriced struct{}

// Price returns that the price is not known.
func (Unpriced) Price(Usage) (micro int64, known bool, source string) { return 0, false, "" }
