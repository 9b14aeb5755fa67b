package model

// MicroUSD is an amount of money in millionths of a US dollar, so that sums are exact.
type MicroUSD int64

// Plus returns the sum, limited to the range of the type.
func (m MicroUSD) Plus(other MicroUSD) MicroUSD {
	return MicroUSD(AddSaturating(int64(m), int64(other)))
}

// USD returns the amount in US dollars.
func (m MicroUSD) USD() float64 { return float64(m) / 1e6 }

// CostAlert is an alert, which is stored among the costs of a session.
type CostAlert struct {
	ID             string
	Type           string
	SessionID      string
	Message        *string
	CurrentCostUSD *float64
	BudgetUSD      *float64
	// PredictedUSD is the predicted cost in an hour. It is set only in alerts that are to be stored.
	PredictedUSD *float64
	// Severity is the stored text, nil for none.
	Severity  *string
	Timestamp Instant
}

// CostShare is the cost of a session for one model, tool, agent and type of subagent, each nil where none is stored.
type CostShare struct {
	Model        *string
	Tool         *string
	Agent        *string
	SubagentType *string
	Cost         MicroUSD
	Tokens       int64
}

// Cost is an amount at an instant.
type Cost struct {
	At     Instant
	Amount MicroUSD
}

// CostGrouping is the attribute by which costs are grouped.
type CostGrouping string

// The groupings of costs.
const (
	CostByModel   CostGrouping = "model"
	CostByDay     CostGrouping = "day"
	CostBySession CostGrouping = "session"
	CostByAgent   CostGrouping = "agent"
	CostByProject CostGrouping = "project"
	CostByTool    CostGrouping = "tool"
	// CostByProgram is the agent that ran the session: an agent with all its subagents.
	CostByProgram CostGrouping = "program"
)

// Spent sums over the requests of a group to a model. Total also has the tokens that events of sessions without requests state. Cost is the sum over the requests with a known price.
type Spent struct {
	// Group and Model are nil where none is stored.
	Group, Model *string
	// UTCDay is true of a day in UTC among days of another time zone.
	UTCDay             bool
	Requests, Unpriced int64
	// Input and Output are as stored. The kinds after Total are known only of requests that this program stored.
	Input, Output, Total            int64
	CacheRead, CacheWrite, Thoughts int64
	Cost                            MicroUSD
}

// USD returns the cost in US dollars, nil where no request has a known price.
func (s Spent) USD() *float64 {
	if s.Requests <= s.Unpriced {
		return nil
	}
	usd := s.Cost.USD()
	return &usd
}

// MicroUSD returns the cost in millionths of a US dollar, nil where no request has a known price.
func (s Spent) MicroUSD() *int64 {
	if s.Requests <= s.Unpriced {
		return nil
	}
	micro := int64(s.Cost)
	return &micro
}

// Plus returns the sum of both, without a group and a model.
func (s Spent) Plus(other Spent) Spent {
	return Spent{
		Requests: s.Requests + other.Requests, Unpriced: s.Unpriced + other.Unpriced, Input: AddSaturating(s.Input, other.Input),
		CacheRead: AddSaturating(s.CacheRead, other.CacheRead), CacheWrite: AddSaturating(s.CacheWrite, other.CacheWrite),
		Thoughts: AddSaturating(s.Thoughts, other.Thoughts), Output: AddSaturating(s.Output, other.Output), Total: AddSaturating(s.Total, other.Total), Cost: s.Cost.Plus(other.Cost),
	}
}

// Request is one request to a model. The kinds of tokens before Total are known only of requests that this program stored.
type Request struct {
	ID                              string
	SessionID                       string
	Timestamp                       Instant
	Agent, Model, Tool              *string
	Input, Output                   int64
	CacheRead, CacheWrite, Thoughts int64
	Total                           int64
	// CostUSD is nil where no price is known.
	CostUSD *float64
}

// RequestFilter selects requests. Empty fields do not filter.
type RequestFilter struct {
	SessionID, AgentID, Model, ToolName string
	// Origins are those of which a request must have one, nil for any.
	Origins []RequestOrigin
	// Since and Until are bounds of the timestamp, both inclusive.
	Since, Until Instant
}

// RequestOrigin is the session, the agent and the model of a request, each "" for none.
type RequestOrigin struct{ Session, Agent, Model string }

// RowPage are rows in the order in which they were stored: up to Limit of those after the row number After, of the day Since (in UTC) and later
// ones, or of all days for "".
type RowPage struct {
	Since string
	After int64
	Limit int
}
