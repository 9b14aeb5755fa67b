package spending

import (
	"maps"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// days holds the sums of each day. It never changes.
type days struct {
	// marks say what has been read.
	marks model.CostMarks
	sums  map[string]*sums
}

// sums are those of one day, stored and pruned requests apart, because only whole days of pruned ones are known.
type sums struct {
	stored, rolledUp map[model.CostGrouping][]model.Spent
	usd              *float64
}

// with returns the days after changes.
func (d *days) with(changes model.CostChanges) *days {
	if len(changes.Marks.Days) == 0 {
		return d
	}
	next := &days{marks: changes.Marks, sums: maps.Clone(d.sums)}
	next.marks.Days = maps.Clone(d.marks.Days)
	if d.sums == nil {
		next.marks.Days, next.sums = map[string]int64{}, map[string]*sums{}
	}
	maps.Copy(next.marks.Days, changes.Marks.Days)
	for day := range changes.Marks.Days {
		delete(next.sums, day) // it may have no requests any more
	}
	maps.Copy(next.sums, byDay(changes.Parts))
	return next
}

// usd returns the sum of the stored costs of all days, nil where none is stored. The order of the days makes it the same each time.
func (d *days) usd() *float64 {
	var total *float64
	for _, day := range slices.Sorted(maps.Keys(d.sums)) {
		total = addUSD(total, d.sums[day].usd)
	}
	return total
}

// groupings are all attributes by which costs are divided.
func groupings() []model.CostGrouping {
	return []model.CostGrouping{
		model.CostByModel, model.CostByDay, model.CostBySession, model.CostByAgent, model.CostByProject, model.CostByTool,
	}
}

// byDay returns the sums of the days of parts.
func byDay(parts []model.CostPart) map[string]*sums {
	stored, rolledUp := map[string][]model.CostPart{}, map[string][]model.CostPart{}
	result := map[string]*sums{}
	for _, part := range parts {
		into := stored
		if part.RolledUp {
			into = rolledUp
		}
		into[part.Day] = append(into[part.Day], part)
		result[part.Day] = &sums{stored: map[model.CostGrouping][]model.Spent{}, rolledUp: map[model.CostGrouping][]model.Spent{}}
	}
	for day, of := range result {
		for _, by := range groupings() {
			if by != model.CostByProject { // which follows from the session at each read
				of.stored[by] = divide(stored[day], by)
			}
			of.rolledUp[by] = divide(rolledUp[day], by)
		}
		of.usd = addUSD(sumUSD(stored[day]), sumUSD(rolledUp[day]))
	}
	return result
}

// divide adds up parts by group and model.
func divide(parts []model.CostPart, by model.CostGrouping) []model.Spent {
	type key struct{ group, model string }
	groups := map[key]model.Spent{}
	for i := range parts {
		k := key{groupOf(&parts[i], by), parts[i].Model}
		groups[k] = groups[k].Plus(parts[i].Spent)
	}
	divided := make([]model.Spent, 0, len(groups))
	for k, spent := range groups {
		spent.Group, spent.Model = model.NonEmpty(k.group), model.NonEmpty(k.model)
		divided = append(divided, spent)
	}
	return divided
}

// groupOf returns the value of the attribute by which costs are divided.
func groupOf(part *model.CostPart, by model.CostGrouping) string {
	switch by {
	case model.CostByDay:
		return part.Day
	case model.CostBySession:
		return part.Session
	case model.CostByAgent:
		return part.Agent
	case model.CostByProject:
		return part.Project
	case model.CostByTool:
		return part.Tool
	default:
		return part.Model
	}
}

func sumUSD(parts []model.CostPart) *float64 {
	var total *float64
	for i := range parts {
		total = addUSD(total, parts[i].USD)
	}
	return total
}

// addUSD returns the sum of two amounts, each nil if unknown.
func addUSD(a, b *float64) *float64 {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	sum := model.Finite(*a + *b)
	return &sum
}
