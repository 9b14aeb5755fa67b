package summary

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// hour counts the events of an hour, in all and by what a filter may name.
type hour struct {
	all                  int64
	agents, types, tools map[string]int64
}

func (t *Totals) hour(of model.Hour) *hour {
	h, ok := t.hours[of]
	if !ok {
		h = &hour{agents: map[string]int64{}, types: map[string]int64{}, tools: map[string]int64{}}
		t.hours[of] = h
	}
	return h
}

func (h *hour) add(row *model.SummaryRow) {
	h.all++
	h.agents[row.AgentID]++
	h.types[row.EventType]++
	h.tools[row.ToolName]++
}

// Hours returns how many events each hour has.
func (v View) Hours() map[model.Hour]int64 {
	hours := make(map[model.Hour]int64, len(v.settled.hours))
	for _, totals := range []*Totals{v.settled, v.tail} {
		for name, h := range totals.hours {
			hours[name] += h.all
		}
	}
	return hours
}

// within counts events of whole hours within bounds.
func (v View) within(bounds model.Bounds, count func(*hour) int64) int64 {
	total := int64(0)
	for _, totals := range []*Totals{v.settled, v.tail} {
		for name, h := range totals.hours {
			if bounds.HoldHour(name) {
				total += count(h)
			}
		}
	}
	return total
}

// CountHours returns how many events of whole hours match a filter with time bounds, and false if the summary does not know. The events
// of the hours of the bounds themselves are not among them.
func (r *Running) CountHours(ctx context.Context, filter model.EventFilter) (int64, bool, error) {
	bounds := model.Bounds{Since: filter.Since, Until: filter.Until}
	filter.Since, filter.Until = "", ""
	f, ok := simple(filter)
	if !ok {
		return 0, false, nil
	}
	var count func(*hour) int64
	switch f {
	case simpleFilter{}:
		count = func(h *hour) int64 { return h.all }
	case simpleFilter{agent: f.agent}:
		count = func(h *hour) int64 { return h.agents[f.agent] }
	case simpleFilter{eventType: f.eventType}:
		count = func(h *hour) int64 { return h.types[f.eventType] }
	case simpleFilter{tool: f.tool}:
		count = func(h *hour) int64 { return h.tools[f.tool] }
	default:
		return 0, false, nil
	}
	var total int64
	err := r.With(ctx, func(v View) { total = v.within(bounds, count) })
	return total, err == nil, err
}
