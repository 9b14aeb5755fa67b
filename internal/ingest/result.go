package ingest

// Outcome is the effect of an observation on its row.
type Outcome string

// The outcomes.
const (
	// Created means that the row is new.
	Created Outcome = "created"
	// Updated means that the row changed.
	Updated Outcome = "updated"
	// Unchanged means that everything was known already; nothing was written.
	Unchanged Outcome = "unchanged"
	// Refused means that the observation cannot be stored; nothing was written.
	Refused Outcome = "problem"
)

// Result is the result of one observation.
type Result struct {
	Outcome Outcome
	// Field is the member at fault, "" where it is none, and Problem a sentence for the client. Both are set only where the observation is
	// refused.
	Field, Problem string
	// Failed means that the fault is not in the observation: the store failed, and the log contains the cause. The observation may be
	// submitted again later.
	Failed bool
}

// refused returns the result of an observation that cannot be stored.
func refused(field, problem string) Result {
	return Result{Outcome: Refused, Field: field, Problem: problem}
}

// failed returns the result of an observation that the store failed to store.
func failed() Result {
	return Result{Outcome: Refused, Problem: "the server cannot store it; the cause is in its log", Failed: true}
}

// Pricer knows the prices of requests to models.
type Pricer interface {
	// Price returns the cost of a request in millionths of a dollar, and the source of the price. known is false for a model without a
	// known price.
	Price(usage Usage) (micro int64, known bool, source string)
}

// Unpriced is a Pricer that knows no prices.
type Unpriced struct{}

// Price returns false for known.
func (Unpriced) Price(Usage) (micro int64, known bool, source string) { return 0, false, "" }
