// Package usage owns what requests cost in a time range: in all, in the steps of a chart, by what they are stacked by, and compared with the range
// before. All figures are sums of the parts that package spending returns.
package usage

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/request"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// Spending returns what all requests add up to.
type Spending interface {
	Within(ctx context.Context, bounds model.Bounds) (*spending.Usage, error)
}

// Requests reads stored requests.
type Requests interface {
	// Provenance returns what sources reported of the stored requests that match filter, and where their costs come from.
	Provenance(ctx context.Context, filter model.RequestFilter) (model.Provenance, error)
}

// Lister lists stored requests.
type Lister interface {
	List(ctx context.Context, filter model.RequestFilter, page model.Page) (request.Page, error)
}

// Sessions names sessions.
type Sessions interface {
	TitlesOf(ctx context.Context, ids []string) (map[string]session.Title, error)
}

// Service computes usage. It is safe for concurrent use.
type Service struct {
	spending Spending
	requests Requests
	list     Lister
	sessions Sessions
	prices   ingest.Pricer
	filters  filtertext.Parser
	now      func() time.Time
}

// New returns the service. now is the clock.
func New(spending Spending, requests Requests, list Lister, sessions Sessions, prices ingest.Pricer, now func() time.Time) (*Service, error) {
	filters, err := filtertext.New()
	return &Service{spending: spending, requests: requests, list: list, sessions: sessions, prices: prices, filters: filters, now: now}, err
}

// Query selects requests, and says how they are divided.
type Query struct {
	// From and To are texts of times, in Zone. Without both, the range is the last seven days.
	From, To string
	Zone     *time.Location
	// Filter is the text of a filter by model, agent, project and session.
	Filter string
	// Step is how long the steps are, "" for one that fits the range.
	Step timerange.Step
	// Stack is the attribute by which each step is divided: the model, the project, the agent or the session.
	Stack model.CostGrouping
}

// defaultRange is the range of a query without one.
const defaultRange = "7d"

// Report is what the requests of a time range add up to.
type Report struct {
	Timestamp time.Time
	// Range is the time range. Where the query has no bounds, it goes from the first request to the last one.
	Range timerange.Range
	Step  timerange.Step
	Total model.Spent
	// Before is the range before with what its requests add up to, without bounds where the query has none.
	Before Before
	Cache  Cache
	// Groups are the values of the attribute by which steps are divided, most cost first, and behind them the sum of all that are not listed.
	Groups []Group
	Steps  []StepUsage
	// Outside is what belongs to the range and to no step: requests without a time, or before the first of a great many steps.
	Outside  model.Spent
	Unpriced []model.Spent
	// Sessions are the dearest sessions.
	Sessions []SessionCost
	// OtherSessions is the number of sessions that are not listed. Pruned is what the requests add up to that were pruned.
	OtherSessions int
	Pruned        model.Spent
	Provenance    model.Provenance
	// Understood are the fields of the filter, and Ignored what in it means nothing here.
	Understood []filtertext.Term
	Ignored    []string
}

// Before is the range before another one.
type Before struct {
	timerange.Range
	Spent model.Spent
}

// Change returns by how much the cost differs from that of the range before, in percent, and false where the two cannot be compared.
func (r Report) Change() (percent float64, ok bool) {
	if !r.Before.IsBounded() || r.Before.Spent.Cost <= 0 {
		return 0, false
	}
	return model.Round(100*(float64(r.Total.Cost)/float64(r.Before.Spent.Cost)-1), 1), true
}

// Group is what requests with one value of an attribute add up to.
type Group struct {
	// Name is "" for requests without a value. Title is what a session is called.
	Name, Title string
	// IsOther is true of the sum of all groups that are not listed.
	IsOther bool
	Spent   model.Spent
}

// StepUsage is what the requests of a step add up to.
type StepUsage struct {
	timerange.Range
	Total model.Spent
	// Parts are the sums of the groups of the report, in their order.
	Parts []model.Spent
	// HasUTCDay is true where the step has what is known by day in UTC alone.
	HasUTCDay bool
}

// SessionCost is a session with what its requests in the range add up to.
type SessionCost struct {
	ID    string
	Title session.Title
	Spent model.Spent
}

// shown bounds how many groups and sessions a report lists.
const (
	groupsShown   = 12
	sessionsShown = 20
)
