package web

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// feedQuery is what the feed is asked for.
type feedQuery struct {
	Limit                                          int
	Cursor, Through                                string
	SessionID, AgentID, SpawnerType, Status, Words string
	Within                                         string
}

func feedQueryOf(p api.ShowActivityParams) feedQuery {
	q := feedQuery{
		Limit: feedLimit, Cursor: text(p.Cursor), Through: text(p.Through), SessionID: text(p.SessionID), AgentID: text(p.AgentID),
		SpawnerType: text(p.SpawnerType), Status: text(p.Status), Words: text(p.Q),
	}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	if p.Within != nil {
		q.Within = string(*p.Within)
	}
	return q
}

// span is a choice of how far back to look.
type span struct {
	Value, Name string
	length      time.Duration
}

var spans = []span{
	{"15m", "15 minutes", 15 * time.Minute}, {"1h", "hour", time.Hour}, {"6h", "6 hours", 6 * time.Hour},
	{"24h", "24 hours", 24 * time.Hour}, {"7d", "7 days", 7 * 24 * time.Hour}, {"30d", "30 days", 30 * 24 * time.Hour},
}

// since returns the instant from which on events are wanted, "" for all.
func (q feedQuery) since(now time.Time) model.Instant {
	for _, s := range spans {
		if s.Value == q.Within {
			return model.InstantOf(now.Add(-s.length))
		}
	}
	return ""
}

// Filtered reports whether anything is left out.
func (q feedQuery) Filtered() bool {
	return q.SessionID+q.AgentID+q.SpawnerType+q.Status+q.Words+q.Within != ""
}

// choices are what the filters of the feed offer.
type choices struct {
	Sessions []model.Session
	Agents   []string
	Spawners []string
	Statuses []string
	Spans    []span
}

// maxChoices is how many values a filter offers at most.
const maxChoices = 200

// choices lists what can be chosen. What is chosen stands in the lists even where it is not among the newest.
func (h *Activity) choices(ctx context.Context, q feedQuery) (choices, error) {
	offered := choices{Spans: spans, Statuses: []string{"recorded", "started", "success", "completed", "error", "failed"}}
	var err error
	if offered.Sessions, err = sessionChoices(ctx, h.sessions, q.SessionID); err != nil {
		return offered, err
	}
	stats, err := h.analytics.Stats(ctx)
	if err != nil {
		return offered, err
	}
	offered.Agents = stats.Agents[:min(len(stats.Agents), maxChoices)]
	kinds, err := h.spawners.Statistics(ctx, "")
	for _, kind := range kinds[:min(len(kinds), maxChoices)] {
		offered.Spawners = append(offered.Spawners, kind.Name)
	}
	offered.include(q)
	return offered, err
}

// include adds what the query chooses where the lists lack it.
func (c *choices) include(q feedQuery) {
	c.Agents = withChoice(c.Agents, q.AgentID)
	c.Spawners = withChoice(c.Spawners, q.SpawnerType)
	c.Statuses = withChoice(c.Statuses, q.Status)
}

func withChoice(list []string, choice string) []string {
	if choice == "" || slices.Contains(list, choice) {
		return list
	}
	return append(slices.Clip(list), choice)
}
