package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// feedLimit is the default limit of the activity feed.
const feedLimit = 100

var feedLimitations = api.ActivityLimitations{
	Note:        "Subagent tool activity not tracked (Claude Code limitation)",
	GithubIssue: "https://github.com/anthropics/claude-code/issues/14859",
	Workaround:  "SubagentStop hook captures completion, SDK logging captures results",
}

// ListActivity returns events, spikes and handoffs in one list, newest first.
func (h *Events) ListActivity(ctx context.Context, request api.ListActivityRequestObject) (api.ListActivityResponseObject, error) {
	p := request.Params
	page, err := fromAPIPage(p.Limit, nil, nil, feedLimit)
	if err != nil {
		return nil, err
	}
	after, err := fromAPICursor(p.Cursor, activity.ParseFeedPosition)
	if err != nil {
		return nil, err
	}
	feed, err := h.activity.CompleteFeed(ctx, activity.FeedQuery{
		SessionID: deref(p.SessionID), Limit: page.Limit, After: after,
		Delegations: p.IncludeDelegations == nil || *p.IncludeDelegations,
		Spikes:      p.IncludeSpikes == nil || *p.IncludeSpikes,
	})
	if err != nil {
		return nil, err
	}
	items := make([]api.ActivityItem, len(feed.Items))
	for i, item := range feed.Items {
		if items[i], err = toAPIActivityItem(item); err != nil {
			return nil, err
		}
	}
	return api.ListActivity200JSONResponse{
		Body: api.ActivityFeed{
			Timestamp:   model.ISO(feed.Timestamp),
			TotalEvents: int64(len(feed.Items)),
			Sources: api.ActivitySources{
				HookEvents: int64(feed.Events), SpikeLogs: int64(feed.Spikes), Delegations: int64(feed.Handoffs),
			},
			Events:      items,
			Limitations: feedLimitations,
		},
		Headers: api.ListActivity200ResponseHeaders{XTotalCount: feed.Total, Link: links(ctx, page, feed.Next)},
	}, nil
}
