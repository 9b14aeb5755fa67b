package sessions

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// activityRow is what the events of one session add up to for one agent and model.
type activityRow struct {
	AgentID string `bun:"agent_id"`
	Model   string `bun:"model"`
	Count   int64  `bun:"event_count"`
	Errors  int64  `bun:"error_count"`
	Tokens  int64  `bun:"tokens"`
	// First and Last are an instant's key and its stored text, so that the text of the
	// least or greatest key comes along.
	First string `bun:"first"`
	Last  string `bun:"last"`
}

// Activity sums over the events of the session; idx_agent_events_session_ts_desc serves it.
func (r *Repository) Activity(ctx context.Context, sessionID string) (model.SessionActivity, error) {
	var rows []activityRow
	keyed := database.InstantKey("timestamp") + " || '\x1f' || " + database.Text("timestamp")
	err := r.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw(`
			SELECT coalesce(agent_id, '') AS agent_id, coalesce(model, '') AS model, count(*) AS event_count,
				count(CASE WHEN status IN (?) THEN 1 END) AS error_count,
				CAST(coalesce(sum(cost_tokens), 0) AS BIGINT) AS tokens,
				min(`+keyed+`) AS first, max(`+keyed+`) AS last
			FROM agent_events WHERE session_id = ?
			GROUP BY 1, 2`, bun.In(model.ErrorStatuses()), sessionID).Scan(ctx, &rows)
	})
	if err != nil {
		return model.SessionActivity{}, fmt.Errorf("sum session events: %w", err)
	}
	return foldActivity(rows), nil
}

func foldActivity(rows []activityRow) model.SessionActivity {
	activity := model.SessionActivity{Agents: []string{}, Models: []string{}}
	first, last := "", ""
	byModel := map[string]model.UsageByModel{}
	for _, row := range rows {
		usage := byModel[row.Model]
		usage.Events += row.Count
		usage.Errors += row.Errors
		usage.Tokens = model.AddSaturating(usage.Tokens, row.Tokens)
		byModel[row.Model] = usage
		activity.EventCount += row.Count
		activity.ErrorCount += row.Errors
		activity.TotalTokens += row.Tokens
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
	for name, usage := range byModel {
		usage.Model = name
		activity.Usage = append(activity.Usage, usage)
	}
	return activity
}
