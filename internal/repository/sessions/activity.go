package sessions

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

//go:embed activity.sql
var activitySQL string

// separator stands between the key of an instant and its stored text.
const separator = "\x1f"

// activityRow is what the events of one session add up to for one agent and model.
type activityRow struct {
	AgentID string `bun:"agent_id"`
	Model   string `bun:"model"`
	Count   int64  `bun:"event_count"`
	Errors  int64  `bun:"error_count"`
	// First and Last are the key of an instant and its stored text.
	First string `bun:"first"`
	Last  string `bun:"last"`
}

// Activity sums over the events of the session.
func (r *Repository) Activity(ctx context.Context, sessionID string) (model.SessionActivity, error) {
	rows, err := database.Select[activityRow](ctx, r.db, activitySQL, database.Args{
		"session_id": sessionID, "errors": model.ErrorStatuses(), "separator": separator,
	})
	if err != nil {
		return model.SessionActivity{}, fmt.Errorf("sum session events: %w", err)
	}
	return fromActivityRows(rows), nil
}

func fromActivityRows(rows []activityRow) model.SessionActivity {
	activity := model.SessionActivity{Agents: []string{}, Models: []string{}}
	first, last := "", ""
	byModel, byAgent := map[string]model.NamedUsage{}, map[string]model.NamedUsage{}
	for _, row := range rows {
		add(byModel, row.Model, row)
		add(byAgent, row.AgentID, row)
		activity.EventCount += row.Count
		activity.ErrorCount += row.Errors
		activity.Agents = append(activity.Agents, model.Or(&row.AgentID, model.UnknownAgent))
		if row.Model != "" {
			activity.Models = append(activity.Models, row.Model)
		}
		if first == "" || row.First < first {
			first = row.First
		}
		last = max(last, row.Last)
	}
	activity.FirstEvent, activity.LastEvent = keyedInstant(first), keyedInstant(last)
	slices.Sort(activity.Agents)
	slices.Sort(activity.Models)
	activity.Agents, activity.Models = slices.Compact(activity.Agents), slices.Compact(activity.Models)
	activity.ByModel, activity.ByAgent = slices.Collect(maps.Values(byModel)), slices.Collect(maps.Values(byAgent))
	return activity
}

// add adds the events of a row to those of a name.
func add(to map[string]model.NamedUsage, name string, row activityRow) {
	usage := to[name]
	usage.Name = name
	usage.Events += row.Count
	usage.Errors += row.Errors
	to[name] = usage
}

// keyedInstant returns the stored text behind a key, nil for none.
func keyedInstant(keyed string) *model.Instant {
	_, text, found := strings.Cut(keyed, separator)
	if !found {
		return nil
	}
	instant := model.Instant(text)
	return &instant
}
