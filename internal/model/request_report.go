package model

// ModelRequest is a request with all that is known of it.
type ModelRequest struct {
	Request
	EventID            *string
	Tier, InferenceGeo *string
	WebSearches        int64
	// Micros is the cost in millionths of a dollar, nil where no price is known. CostSource says where the cost comes from.
	Micros     *MicroUSD
	CostSource *string
	// Source is what reported the request, nil for requests of other programs.
	Source *string
	// Stated is the cost that a source states.
	Stated *MicroUSD
}

// RequestReport is what one source reported of a request.
type RequestReport struct {
	Source                                         string
	At                                             Instant
	Model, Tier, InferenceGeo                      string
	Input, Output, CacheRead, CacheWrite, Thoughts int64
	WebSearches                                    int64
	// Stated is the cost that the source states, nil for none.
	Stated *MicroUSD
}

// Total returns the number of tokens of all kinds.
func (r RequestReport) Total() int64 {
	return r.Input + r.Output + r.CacheRead + r.CacheWrite + r.Thoughts
}

// ReportedSum is what requests of a group add up to: those of one source, or those that count, with Source "".
type ReportedSum struct {
	Group, Source    string
	Requests, Tokens int64
	Cost             MicroUSD
}

// ReportedOverlap is how many requests of a group several sources report, and of how many of these the tokens differ.
type ReportedOverlap struct {
	Group              string
	Several, Differing int64
}
