package model

// Provenance says what sources reported of requests, and where their costs come from.
type Provenance struct {
	// Counted is what the requests add up to as they count.
	Counted ReportedSum
	// Sources are what each source reported, sorted by their names. Requests of other programs have none.
	Sources []ReportedSum
	ReportedOverlap
	// Costs are the requests by where their cost comes from, most requests first.
	Costs []CostOrigin
}

// CostOrigin is what the requests add up to whose cost comes from one place.
type CostOrigin struct {
	Origin   string
	Requests int64
	Cost     MicroUSD
	// OldestPrices and NewestPrices are the dates of the list prices from which costs were computed, "" for costs of other origins.
	OldestPrices, NewestPrices string
}

// The places from which costs come.
const (
	// CostStated is a cost that a source or the program that stored the request states.
	CostStated = "stated"
	// CostListed is a cost that was computed from list prices.
	CostListed = "list_price"
	// CostOverridden is a cost that was computed from the prices of the user.
	CostOverridden = "own_price"
	// CostUnknown stands for requests without a known price.
	CostUnknown = "none"
)
