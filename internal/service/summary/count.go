package summary

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// simpleFilter is the part of a filter that the summary can count.
type simpleFilter struct{ session, agent, eventType, tool string }

// simple returns that part, and false if the filter has more.
func simple(f model.EventFilter) (simpleFilter, bool) {
	rest := f.Status + f.FeatureID + f.Model + string(f.Since) + string(f.Until) + f.Query + f.SpawnerType
	return simpleFilter{f.SessionID, f.AgentID, f.EventType, f.ToolName}, rest == "" && !f.Roots && len(f.EventTypes) == 0
}

// Count returns how many events match a filter, and false if the summary does not know: it knows the number of all events, and of
// those of one session, agent, type or tool.
func (r *Running) Count(ctx context.Context, filter model.EventFilter) (int64, bool, error) {
	f, ok := simple(filter)
	if !ok {
		return 0, false, nil
	}
	var read func(View) int64
	switch f {
	case simpleFilter{}:
		read = func(v View) int64 { return v.All().Events }
	case simpleFilter{session: f.session}:
		read = func(v View) int64 { return v.Session(f.session) }
	case simpleFilter{agent: f.agent}:
		read = func(v View) int64 { return v.Agent(f.agent) }
	case simpleFilter{eventType: f.eventType}:
		read = func(v View) int64 { return v.Type(f.eventType) }
	case simpleFilter{tool: f.tool}:
		read = func(v View) int64 { return v.Tool(f.tool) }
	default:
		return 0, false, nil
	}
	var total int64
	err := r.With(ctx, func(v View) { total = read(v) })
	return total, err == nil, err
}
