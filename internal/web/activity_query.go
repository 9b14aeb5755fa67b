package web

import (
	"context"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// feedQuery holds the filters and the page of a request for the feed.
type feedQuery struct {
	Limit                                               int
	Cursor, Through                                     string
	SessionID, AgentID, SpawnerType, Status, SearchText string
	Within                                              string
}

func fromAPIFeedQuery(p api.ShowActivityParams) feedQuery {
	q := feedQuery{
		Limit: feedLimit, Cursor: text(p.Cursor), Through: text(p.Through), SessionID: text(p.SessionID), AgentID: text(p.AgentID),
		SpawnerType: text(p.SpawnerType), Status: text(p.Status), SearchText: text(p.Q),
	}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	if p.Within != nil {
		q.Within = string(*p.Within)
	}
	return q
}

// timeRange is a choice of the filter "Time".
type timeRange struct {
	Value, Name string
	length      time.Duration
}

var timeRanges = []timeRange{
	{"15m", "15 minutes", 15 * time.Minute}, {"1h", "hour", time.Hour}, {"6h", "6 hours", 6 * time.Hour},
	{"24h", "24 hours", 24 * time.Hour}, {"7d", "7 days", 7 * 24 * time.Hour}, {"30d", "30 days", 30 * 24 * time.Hour},
}

// since returns the beginning of the chosen time range, "" for all time.
func (q feedQuery) since(now time.Time) model.Instant {
	for _, s := range timeRanges {
		if s.Value == q.Within {
			return model.NewInstant(now.Add(-s.length))
		}
	}
	return ""
}

// Filtered reports whether the query has any filter.
func (q feedQuery) Filtered() bool {
	return q.SessionID+q.AgentID+q.SpawnerType+q.Status+q.SearchText+q.Within != ""
}

// choices are the values that the filters of the feed offer.
type choices struct {
	Sessions   []sessionChoice
	Agents     []string
	Spawners   []string
	Statuses   []model.Status
	TimeRanges []timeRange
}

// maxChoices is the largest number of values that a filter offers.
const maxChoices = 200

// choices returns the values of all filters. A list contains the chosen value even where it is not among the newest.
func (h *Activity) choices(ctx context.Context, q feedQuery) (choices, error) {
	offered := choices{TimeRanges: timeRanges}
	var err error
	if offered.Statuses, err = h.activity.Statuses(ctx, maxChoices); err != nil {
		return offered, err
	}
	if offered.Sessions, err = sessionChoices(ctx, h.sessions); err != nil {
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

// include adds the chosen values that the lists lack.
func (c *choices) include(q feedQuery) {
	c.Agents = withChoice(c.Agents, q.AgentID)
	c.Spawners = withChoice(c.Spawners, q.SpawnerType)
	c.Statuses = withChoice(c.Statuses, model.Status(q.Status))
}

func withChoice[T ~string](list []T, choice T) []T {
	if choice == "" || slices.Contains(list, choice) {
		return list
	}
	return append(slices.Clip(list), choice)
}
