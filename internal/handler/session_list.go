package handler

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
)

// SessionList handles the list of sessions with what they add up to.
type SessionList struct{ list *sessionlist.Service }

// NewSessionList returns the handler.
func NewSessionList(service *sessionlist.Service) *SessionList { return &SessionList{list: service} }

// FindSessions returns a page of the sessions that match a filter.
func (h *SessionList) FindSessions(ctx context.Context, request api.FindSessionsRequestObject) (api.FindSessionsResponseObject, error) {
	p := request.Params
	query := sessionlist.Query{
		Filter: deref(p.Q), Zone: model.Zone(deref(p.Tz)), Sort: sessionlist.ByRecent, Limit: defaultLimit,
		ShowAutomated: p.Automated != nil && *p.Automated == api.FindSessionsParamsAutomatedShow,
	}
	if p.Sort != nil {
		query.Sort = sessionlist.Sort(*p.Sort)
	}
	if p.Limit != nil {
		query.Limit = int(*p.Limit)
	}
	var err error
	if query.Before, err = fromAPIPosition("before", p.Before, query.Sort); err != nil {
		return nil, err
	}
	if query.After, err = fromAPIPosition("after", p.After, query.Sort); err != nil {
		return nil, err
	}
	page, err := h.list.List(ctx, query)
	if err != nil {
		return nil, err
	}
	return api.FindSessions200JSONResponse{
		Body:    toAPIFoundSessions(page),
		Headers: api.FindSessions200ResponseHeaders{XTotalCount: page.Total, Link: positionLinks(ctx, query.Limit, page)},
	}, nil
}

// fromAPIPosition returns the position that a parameter states, nil for none. It belongs to one order: another one is an apperr.CodeInvalid error.
func fromAPIPosition(name string, text *string, sort sessionlist.Sort) (*sessionlist.Position, error) {
	if deref(text) == "" {
		return nil, nil
	}
	position, err := sessionlist.ParsePosition(*text)
	if err != nil || position.Sort != sort {
		return nil, invalidCursor(name)
	}
	return &position, nil
}

// positionLinks returns the Link header of a page.
func positionLinks(ctx context.Context, limit int, page sessionlist.Page) string {
	target, ok := ctx.Value(targetKey{}).(*url.URL)
	if !ok {
		return ""
	}
	to := func(name, position, relation string) string {
		query := target.Query()
		query.Set("limit", strconv.Itoa(limit))
		query.Del("before")
		query.Del("after")
		if name != "" {
			query.Set(name, position)
		}
		return "<" + target.EscapedPath() + "?" + query.Encode() + `>; rel="` + relation + `"`
	}
	parts := []string{to("", "", "first")}
	if page.Previous != nil {
		parts = append(parts, to("before", page.Previous.String(), "prev"))
	}
	if page.Next != nil {
		parts = append(parts, to("after", page.Next.String(), "next"))
	}
	return strings.Join(parts, ", ")
}

func toAPIFoundSessions(page sessionlist.Page) api.FoundSessions {
	return api.FoundSessions{
		Sessions: convert(page.Items, toAPIFoundSession), Total: page.Total, Spent: toAPICostTotal(page.Spent),
		Hidden: api.HiddenSessions{Automated: page.HiddenAutomated},
		Query:  toAPIFilterReading(page.Understood, page.Ignored),
		Prev:   toAPIPosition(page.Previous), Next: toAPIPosition(page.Next),
	}
}

func toAPIFilterReading(understood []filtertext.Term, ignored []string) api.FilterReading {
	return api.FilterReading{
		Understood: convert(understood, func(t filtertext.Term) api.FilterField {
			return api.FilterField{Key: string(t.Key), Value: t.Value, IsNegated: t.Not}
		}),
		Ignored: convert(ignored, func(key string) string { return key }),
	}
}

func toAPIPosition(p *sessionlist.Position) *string {
	if p == nil {
		return nil
	}
	text := p.String()
	return &text
}

func toAPIFoundSession(item sessionlist.Item) api.FoundSession {
	return api.FoundSession{
		SessionID: item.ID, Title: item.Title.Text, TitleBy: api.FoundSessionTitleBy(item.Title.By), Project: orNil(item.Project), Branch: orNil(item.Branch),
		Agent: agentOr(item.Agent), Model: orNil(item.Model), Status: model.Or(&item.Status, unknownStatus), IsAutomated: item.IsAutomated(),
		StartedAt: string(item.CreatedAt), LastAt: string(item.LastOfAll), DurationSeconds: item.Duration(),
		Prompts: item.Events.Prompts, Edits: item.Events.Edits, EventCount: item.Events.Events, ErrorCount: item.Events.Errors,
		Requests: item.Spent.Requests, TotalTokens: item.Spent.Total, CostUsd: item.Spent.USD(), CostMicroUsd: item.Spent.MicroUSD(),
		UnpricedRequests: item.Spent.Unpriced, ChildSessions: toAPIFoldedSessions(item),
	}
}

func toAPIFoldedSessions(item sessionlist.Item) api.FoldedSessions {
	spent := item.BelowSpent
	return api.FoldedSessions{
		Count: int64(len(item.Below)), Edits: item.BelowEdits, ErrorCount: item.BelowErrors, Requests: spent.Requests, TotalTokens: spent.Total,
		CostUsd: spent.USD(), CostMicroUsd: spent.MicroUSD(), UnpricedRequests: spent.Unpriced,
	}
}
