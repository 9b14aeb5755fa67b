package handler

import (
	"context"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/search"
)

// Search handles the search in all sessions.
type Search struct{ search *search.Service }

// NewSearch returns the handler.
func NewSearch(service *search.Service) *Search { return &Search{service} }

// SearchSessions returns a page of the sessions in which something is.
func (h *Search) SearchSessions(ctx context.Context, request api.SearchSessionsRequestObject) (api.SearchSessionsResponseObject, error) {
	p := request.Params
	query := search.Query{Text: deref(p.Q), Zone: model.Zone(deref(p.Tz)), Sort: search.ByRank, Limit: search.DefaultSessions}
	if p.Sort != nil {
		query.Sort = search.Sort(*p.Sort)
	}
	if p.Limit != nil {
		query.Limit = int(*p.Limit)
	}
	for _, position := range []struct {
		name string
		text *string
		to   **search.Position
	}{{"before", p.Before, &query.Before}, {"after", p.After, &query.After}} {
		if deref(position.text) == "" {
			continue
		}
		found, err := search.ParsePosition(*position.text)
		if err != nil || found.Sort != query.Sort {
			return nil, invalidCursor(position.name)
		}
		*position.to = found
	}
	page, err := h.search.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	return api.SearchSessions200JSONResponse(toAPISearchResults(&page)), nil
}

func toAPISearchResults(page *search.Page) api.SearchResults {
	results := api.SearchResults{
		Sessions: convert(page.Items, toAPISearchedSession), Total: page.Sessions, Hits: page.Hits, IsBounded: page.IsBounded,
		Query:   toAPIFilterReading(page.Understood, page.Ignored),
		Indexed: api.IndexedTexts{HasIndex: page.Progress.HasIndex, Share: page.Progress.Share(), Since: orNil(string(page.Progress.Since))},
	}
	if page.Previous != nil {
		results.Prev = orNil(page.Previous.String())
	}
	if page.Next != nil {
		results.Next = orNil(page.Next.String())
	}
	return results
}

func toAPISearchedSession(item search.Item) api.SearchedSession {
	return api.SearchedSession{
		SessionID: item.ID, Title: item.Title.Text, TitleBy: api.SearchedSessionTitleBy(item.Title.By), Project: orNil(item.Project), Branch: orNil(item.Branch),
		Agent: agentOr(item.Agent), Model: orNil(item.Model), IsAutomated: item.IsAutomated(), LastAt: string(item.LastOfAll), Hits: item.Hits,
		Best: convert(item.Best, toAPISearchHit),
	}
}

func toAPISearchHit(hit search.Hit) api.SearchHit {
	found := api.SearchHit{
		SessionID: hit.SessionID, MessageID: orNil(hit.MessageID), Where: api.SearchHitWhere(hit.Where), At: string(hit.At), Snippet: hit.Snippet.Text,
		Marks: convert(hit.Snippet.Marks, func(mark [2]int64) []int64 { return mark[:] }),
	}
	if hit.PartID != 0 {
		found.PartID = &hit.PartID
	}
	if hit.Where == search.InTool || hit.Where == search.InOutput {
		found.Tool = orNil(hit.Tool)
	}
	return found
}
