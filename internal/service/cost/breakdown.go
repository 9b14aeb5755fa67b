package cost

import (
	"maps"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Shares are costs by name. Costs without a name are in no share.
type Shares map[string]model.MicroUSD

// Breakdown is the cost of a session so far, and its shares.
type Breakdown struct {
	ByModel, ByTool, ByAgent, BySubagentType Shares
	Total                                    model.MicroUSD
	Tokens                                   int64
}

// divide adds parts up, over all and by each kind of name.
func divide(parts []model.CostShare) Breakdown {
	b := Breakdown{ByModel: Shares{}, ByTool: Shares{}, ByAgent: Shares{}, BySubagentType: Shares{}}
	for _, part := range parts {
		b.ByModel.add(part.Model, part.Cost)
		b.ByTool.add(part.Tool, part.Cost)
		b.ByAgent.add(part.Agent, part.Cost)
		b.BySubagentType.add(part.SubagentType, part.Cost)
		b.Total = b.Total.Plus(part.Cost)
		b.Tokens = model.AddSaturating(b.Tokens, part.Tokens)
	}
	return b
}

// add adds an amount to the share of a name. Names that become equal when encoded as JSON share one entry.
func (s Shares) add(name *string, amount model.MicroUSD) {
	if name == nil || *name == "" {
		return
	}
	key := strings.ToValidUTF8(*name, "\uFFFD")
	s[key] = s[key].Plus(amount)
}

// equal reports whether both are the same.
func (b Breakdown) equal(other Breakdown) bool {
	return b.Total == other.Total && b.Tokens == other.Tokens && maps.Equal(b.ByModel, other.ByModel) && maps.Equal(b.ByTool, other.ByTool) &&
		maps.Equal(b.ByAgent, other.ByAgent) && maps.Equal(b.BySubagentType, other.BySubagentType)
}
