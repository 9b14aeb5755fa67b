package costs

import (
	"context"
	"fmt"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/query"
)

// usageColumn selects a column of the row in ingest_usages beside a request. The primary key serves it.
func usageColumn(expression, name string) string {
	return "(SELECT " + expression + " FROM ingest_usages WHERE cost_id = cost_events.event_id) AS " + name
}

// modelRequestColumns are the columns of modelRequestRow.
var modelRequestColumns = strings.Join([]string{
	requestColumns, usageColumn("event_id", "usage_event_id"), usageColumn("nullif(tier, '')", "tier"), usageColumn("nullif(inference_geo, '')", "inference_geo"),
	usageColumn("web_searches", "web_searches"), usageColumn("cost_source", "cost_source"), usageColumn("source", "usage_source"),
	usageColumn("stated_micro_usd", "stated"), "listed_name(nullif(" + Agent + ", '')) AS made_by", "CASE WHEN is_number(cost_usd) THEN " + Micros + " END AS micros",
}, ", ")

type modelRequestRow struct {
	requestRow
	MadeBy       *string  `bun:"made_by"`
	EventID      *string  `bun:"usage_event_id"`
	Tier         *string  `bun:"tier"`
	InferenceGeo *string  `bun:"inference_geo"`
	WebSearches  *int64   `bun:"web_searches"`
	CostSource   *string  `bun:"cost_source"`
	Source       *string  `bun:"usage_source"`
	Stated       *int64   `bun:"stated"`
	Micros       *float64 `bun:"micros"`
}

func fromModelRequestRow(r *modelRequestRow) model.RequestDetail {
	request := model.RequestDetail{
		Request: fromRequestRow(&r.requestRow), EventID: r.EventID, Tier: r.Tier, InferenceGeo: r.InferenceGeo, CostSource: r.CostSource,
		Source: r.Source, Stated: (*model.MicroUSD)(r.Stated),
	}
	request.Agent = r.MadeBy
	if r.WebSearches != nil {
		request.WebSearches = *r.WebSearches
	}
	if r.Micros != nil {
		micros := model.MicroUSD(query.Integer(r.Micros))
		request.Micros = &micros
	}
	return request
}

// whereRequests is the condition for the requests that match filter. agent is the expression that is compared with the agent: the stored column,
// or Agent.
func whereRequests(filter model.RequestFilter, agent string) query.Where {
	var w query.Where
	w.And(IsRequest)
	w.And("event_id IS NOT NULL")
	w.Owned("session_id", filter.SessionID)
	w.Equal(agent, filter.AgentID)
	w.Equal("model", filter.Model)
	w.Equal("tool_name", filter.ToolName)
	whereOrigins(&w, filter)
	return w
}

// ModelRequests returns a page of the requests that match filter, newest first, with all that is known of each.
func (r *Repository) ModelRequests(ctx context.Context, filter model.RequestFilter, page model.Page) ([]model.RequestDetail, error) {
	bounds := query.Span{Since: filter.Since, Until: filter.Until}
	rows, err := query.Page[modelRequestRow](ctx, r.db, timeline, modelRequestColumns, whereRequests(filter, Agent), bounds, page)
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return query.FromRows(rows, fromModelRequestRow), nil
}

// CountModelRequests returns the number of requests that match filter. It reads all rows of the session or of the time range.
func (r *Repository) CountModelRequests(ctx context.Context, filter model.RequestFilter) (int64, error) {
	condition := whereRequests(filter, Agent)
	condition.Within("timestamp", query.Span{Since: filter.Since, Until: filter.Until})
	count, err := query.Count(ctx, r.db, "cost_events", condition)
	if err != nil {
		return 0, fmt.Errorf("count requests: %w", err)
	}
	return count, nil
}

// ModelRequest returns a request, and false if there is none with the id. The primary key serves it.
func (r *Repository) ModelRequest(ctx context.Context, id string) (model.RequestDetail, bool, error) {
	row, found, err := database.Get[modelRequestRow](ctx, r.db,
		"SELECT "+modelRequestColumns+" FROM cost_events WHERE event_id = ? AND "+IsRequest, id)
	if err != nil {
		return model.RequestDetail{}, false, fmt.Errorf("get a request: %w", err)
	}
	return fromModelRequestRow(&row), found, nil
}
