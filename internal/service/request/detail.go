package request

import "github.com/htmlgraph/htmlgraph/internal/model"

// TokensReason says why the tokens of a request count.
type TokensReason string

// The reasons for tokens.
const (
	OneReport     TokensReason = "one_report"
	ReportsAgree  TokensReason = "reports_agree"
	MostTokens    TokensReason = "most_tokens"
	UnknownReason TokensReason = "unknown"
)

// CostReason says why the cost of a request counts.
type CostReason string

// The reasons for a cost.
const (
	Stated   CostReason = "stated"
	Computed CostReason = "computed"
	NoPrice  CostReason = "no_price"
)

// Detail is a request with what each source reported of it.
type Detail struct {
	model.ModelRequest
	Reports []Report
	Tokens  TokensReason
	Cost    CostReason
}

// Report is what a source reported, and what of it counts.
type Report struct {
	model.RequestReport
	TokensCount, CostCounts bool
}

// newDetail compares a request with its reports. Package merge decides which report counts; here it is found again, so that the reason is
// true also where another program changed the request.
func newDetail(request model.ModelRequest, reports []model.RequestReport) Detail {
	d := Detail{ModelRequest: request, Tokens: UnknownReason, Cost: costReason(request)}
	counting := 0
	for _, r := range reports {
		report := Report{RequestReport: r, TokensCount: hasTokensOf(request, r), CostCounts: d.Cost == Stated && isSame(r.Stated, request.Micros)}
		if report.TokensCount {
			counting++
		}
		d.Reports = append(d.Reports, report)
	}
	switch {
	case counting == 0:
	case len(reports) == 1:
		d.Tokens = OneReport
	case counting == len(reports):
		d.Tokens = ReportsAgree
	default:
		d.Tokens = MostTokens
	}
	return d
}

func hasTokensOf(request model.ModelRequest, r model.RequestReport) bool {
	return r.Input == request.Input && r.Output == request.Output && r.CacheRead == request.CacheRead && r.CacheWrite == request.CacheWrite && r.Thoughts == request.Thoughts
}

func isSame(a, b *model.MicroUSD) bool { return a != nil && b != nil && *a == *b }

// costReason returns why the cost counts. The cost of a request of another program is the one that it states.
func costReason(request model.ModelRequest) CostReason {
	switch {
	case request.Micros == nil:
		return NoPrice
	case request.CostSource == nil || isSame(request.Stated, request.Micros):
		return Stated
	default:
		return Computed
	}
}

// onlyReport returns the report of a request that one source reported: it is the request.
func onlyReport(request model.ModelRequest) model.RequestReport {
	return model.RequestReport{
		Source: *request.Source, At: request.Timestamp, Model: model.Or(request.Model, ""), Tier: model.Or(request.Tier, ""),
		InferenceGeo: model.Or(request.InferenceGeo, ""), Input: request.Input, Output: request.Output, CacheRead: request.CacheRead,
		CacheWrite: request.CacheWrite, Thoughts: request.Thoughts, WebSearches: request.WebSearches, Stated: request.Stated,
	}
}
