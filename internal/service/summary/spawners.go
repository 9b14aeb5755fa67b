package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Spawner is what the events of one kind of spawner add up to.
type Spawner struct {
	// Named counts all events of the spawner.
	Named
	// Delegations counts the delegations among them, Completed those of these that succeeded and whose end is known, and Refused those that
	// were not permitted.
	Delegations, Completed, Refused int64
	CostUSD                         float64
	// First and Last are the stored timestamps of the oldest and the newest event.
	First, Last model.Instant
}

// CompletedRate returns the share of the delegations that were permitted and completed in percent, rounded.
func (s Spawner) CompletedRate(digits int) float64 {
	return model.Percent(s.Completed, s.Delegations-s.Refused, digits)
}

type spawnerGroup struct {
	Spawner
	firstKey, lastKey string
}

func (t *Totals) spawner(name string) *spawnerGroup {
	group, ok := t.spawners[name]
	if !ok {
		group = &spawnerGroup{Spawner: Spawner{Named: Named{Name: name}}}
		t.spawners[name] = group
	}
	return group
}

func (g *spawnerGroup) add(row *model.SummaryRow) {
	g.Group.add(row)
	if row.IsDelegation() {
		g.Delegations++
		g.Completed += count(row.Status.IsCompleted())
		g.Refused += count(row.Status == model.StatusRejected)
	}
	g.CostUSD += row.CostUSD
	g.span(row.Timestamp, row.Timestamp.Key())
}

func (g *spawnerGroup) span(at model.Instant, key string) {
	if g.firstKey == "" || key < g.firstKey {
		g.First, g.firstKey = at, key
	}
	if key > g.lastKey {
		g.Last, g.lastKey = at, key
	}
}

// Delegations returns the number of delegations.
func (v View) Delegations() int64 { return v.Tool(model.ToolTask) }

// Spawners returns all kinds of spawners, most delegations first, then most events, then by name.
func (v View) Spawners() []Spawner {
	joined := newTotals()
	for _, totals := range []*Totals{v.settled, v.tail} {
		for name, group := range totals.spawners {
			into := joined.spawner(name)
			into.merge(group.Group)
			into.Delegations += group.Delegations
			into.Completed += group.Completed
			into.Refused += group.Refused
			into.CostUSD += group.CostUSD
			into.span(group.First, group.firstKey)
			into.span(group.Last, group.lastKey)
		}
	}
	var spawners []Spawner
	for _, group := range joined.spawners {
		spawners = append(spawners, group.Spawner)
	}
	slices.SortFunc(spawners, func(a, b Spawner) int {
		return cmp.Or(cmp.Compare(b.Delegations, a.Delegations), cmp.Compare(b.Events, a.Events), strings.Compare(a.Name, b.Name))
	})
	return spawners
}
