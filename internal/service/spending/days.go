package spending

import (
	"maps"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// days holds the sums of each day in UTC. It never changes.
type days struct {
	// marks say what has been read.
	marks model.CostMarks
	sums  map[string]*sums
}

// sums are those of one day in UTC. What is stored is kept apart from what was pruned, because only the session of the former is known, and
// from pruned days of which no quarters are known.
type sums struct {
	stored, pruned, wholeDay map[model.CostGrouping][]model.Spent
	// parts are all of these by quarter of an hour, session, agent and model, and of what was pruned by project and program in the place of a session.
	// What the tools were is not kept.
	parts []model.CostPart
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

// groupings are all attributes by which parts are divided. A session may get its project and its program after its requests, so what is stored
// is divided by session for these, at each read.
func groupings(pruned bool) []model.CostGrouping {
	all := []model.CostGrouping{model.CostByModel, model.CostByDay, model.CostBySession, model.CostByAgent, model.CostByTool}
	if pruned {
		all = append(all, model.CostByProject, model.CostByProgram)
	}
	return all
}

// byDay returns the sums of the days of parts.
func byDay(parts []model.CostPart) map[string]*sums {
	type kinds struct{ stored, pruned, wholeDay []model.CostPart }
	ofDay := map[string]*kinds{}
	for _, part := range parts {
		k := ofDay[part.Quarter.Day()]
		if k == nil {
			k = &kinds{}
			ofDay[part.Quarter.Day()] = k
		}
		switch {
		case part.WholeDay:
			k.wholeDay = append(k.wholeDay, part)
		case part.Pruned:
			k.pruned = append(k.pruned, part)
		default:
			k.stored = append(k.stored, part)
		}
	}
	result := make(map[string]*sums, len(ofDay))
	for day, k := range ofDay {
		result[day] = &sums{
			stored: divideByAll(k.stored, false), pruned: divideByAll(k.pruned, true), wholeDay: divideByAll(k.wholeDay, true),
			parts: withoutTools(k.stored, k.pruned, k.wholeDay),
		}
	}
	return result
}

func divideByAll(parts []model.CostPart, pruned bool) map[model.CostGrouping][]model.Spent {
	if len(parts) == 0 {
		return nil
	}
	divided := map[model.CostGrouping][]model.Spent{}
	for _, by := range groupings(pruned) {
		divided[by] = divide(parts, by, time.UTC)
	}
	return divided
}

// withoutTools adds up parts whatever their tools are.
func withoutTools(lists ...[]model.CostPart) []model.CostPart {
	sums := map[model.CostPart]model.Spent{}
	texts := map[string]string{}
	for _, parts := range lists {
		for i := range parts {
			key := parts[i]
			key.Tool, key.Spent = "", model.Spent{}
			// Each row has texts of its own: one of equal ones is kept.
			for _, text := range []*string{(*string)(&key.Quarter), &key.Session, &key.Agent, &key.Model, &key.Project, &key.Program} {
				if known, ok := texts[*text]; ok {
					*text = known
				} else {
					texts[*text] = *text
				}
			}
			sums[key] = sums[key].Plus(parts[i].Spent)
		}
	}
	list := make([]model.CostPart, 0, len(sums))
	for part, spent := range sums {
		part.Spent = spent
		list = append(list, part)
	}
	return list
}

// daysIn returns the quarters of a day by day of a time zone.
func (s *sums) daysIn(zone *time.Location) []model.Spent {
	list := make([]model.Spent, 0, len(s.parts))
	for i := range s.parts {
		if part := &s.parts[i]; !part.WholeDay {
			spent := part.Spent
			spent.Model, spent.Group = model.NonEmpty(part.Model), model.NonEmpty(part.Quarter.DayIn(zone))
			list = append(list, spent)
		}
	}
	return list
}

// divide adds up parts by group and model.
func divide(parts []model.CostPart, by model.CostGrouping, zone *time.Location) []model.Spent {
	type key struct{ group, model string }
	groups := map[key]model.Spent{}
	for i := range parts {
		k := key{groupOf(&parts[i], by, zone), parts[i].Model}
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
func groupOf(part *model.CostPart, by model.CostGrouping, zone *time.Location) string {
	switch by {
	case model.CostByDay:
		return part.Quarter.DayIn(zone)
	case model.CostBySession:
		return part.Session
	case model.CostByAgent:
		return part.Agent
	case model.CostByProject:
		return part.Project
	case model.CostByProgram:
		return part.Program
	case model.CostByTool:
		return part.Tool
	default:
		return part.Model
	}
}
