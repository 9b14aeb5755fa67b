package web

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/search"
)

// Search shows what a search in all sessions finds.
type Search struct {
	render *renderer
	search *search.Service
}

// searchView is the data of the search's template.
type searchView struct {
	Query searchQuery
	Page  search.Page
	Items []foundSession
	// Fields are the fields of the query, each with the path to the search without it.
	Fields []searchField
	// Problem says why the query cannot be read, "" where it can.
	Problem string
	// FirstPath leads to the first page, PreviousPath and NextPath to the pages beside this one, "" where there is none.
	FirstPath, PreviousPath, NextPath string
}

// atOnce is how many parts that another program stored are indexed within a moment: a reader need not know.
const atOnce = 100

// IsIncomplete reports whether there are texts that the index will not have for a while.
func (v searchView) IsIncomplete() bool {
	p := v.Page.Progress
	return p.HasIndex && (p.Since != "" || p.Missing > atOnce)
}

// Percent returns how much is indexed, in whole percent, which is 100 only once all is.
func (v searchView) Percent() int { return int(v.Page.Progress.Share() * 100) }

// searchField is a field of a query, with the path to the search without it.
type searchField struct{ Text, Path string }

// foundSession is a session that was found.
type foundSession struct {
	search.Item
	Found []foundText
	// More is the number of hits that are not shown, and MorePath leads to the first of all in the session.
	More     int64
	MorePath string
}

// foundText is a hit.
type foundText struct {
	search.Hit
	Label string
	Path  string
	// Pieces are the snippet, cut where marks begin and end.
	Pieces []snippetPiece
}

type snippetPiece struct {
	Text     string
	IsMarked bool
}

// ShowSearch shows what a search finds.
func (h *Search) ShowSearch(ctx context.Context, request api.ShowSearchRequestObject) (api.ShowSearchResponseObject, error) {
	query, err := newSearchQuery(request.Params)
	if err != nil {
		return nil, err
	}
	v := searchView{Query: query}
	v.Page, err = h.search.Search(ctx, query.Query)
	var problem *apperr.Error
	if errors.As(err, &problem) && problem.Code == apperr.CodeInvalid {
		v.Problem, err = problem.Public, nil
	}
	if err != nil {
		return nil, err
	}
	if err := v.fill(); err != nil {
		return nil, err
	}
	htmx := htmxRequest{request.Params.HXRequest, request.Params.HXHistoryRestoreRequest}
	return h.render.page("search.html", htmx, view{Tab: tabSearch, Title: "Search", Data: v})
}

// fill sets what is shown of the page.
func (v *searchView) fill() error {
	for _, item := range v.Page.Items {
		found, err := newFoundSession(item)
		if err != nil {
			return err
		}
		v.Items = append(v.Items, found)
	}
	for _, term := range v.Page.Understood {
		other := v.Query
		other.Text = withoutTerm(v.Query.Text, term)
		path, err := other.path("", "")
		if err != nil {
			return err
		}
		v.Fields = append(v.Fields, searchField{term.Text(), path})
	}
	var err error
	if v.FirstPath, err = v.Query.path("", ""); err != nil {
		return err
	}
	if p := v.Page.Previous; p != nil {
		if v.PreviousPath, err = v.Query.path("before", p.String()); err != nil {
			return err
		}
	}
	if p := v.Page.Next; p != nil {
		v.NextPath, err = v.Query.path("after", p.String())
	}
	return err
}

// withoutTerm returns a query without a field, as far as it is written as usual.
func withoutTerm(query string, term filtertext.Term) string {
	return strings.Join(strings.Fields(strings.Replace(query, term.Text(), "", 1)), " ")
}

func newFoundSession(item search.Item) (foundSession, error) {
	found := foundSession{Item: item, More: item.Hits - int64(len(item.Best))}
	for _, hit := range item.Best {
		path := messagePath(hit.SessionID, hit.MessageID)
		if hit.Where == search.InTitle {
			path = viewPath(hit.SessionID, viewRead)
		}
		found.Found = append(found.Found, foundText{Hit: hit, Label: labelOfHit(&hit), Path: path, Pieces: piecesOf(hit.Snippet.Text, hit.Snippet.Marks)})
	}
	var err error
	if marked := firstMarked(found.Found); found.More > 0 && marked != "" {
		found.MorePath, err = link("/views/session", "session_id", item.ID, "q", marked, "hit", "1")
	}
	return found, err
}

// firstMarked returns the first text that is marked.
func firstMarked(found []foundText) string {
	for _, text := range found {
		for _, piece := range text.Pieces {
			if piece.IsMarked {
				return piece.Text
			}
		}
	}
	return ""
}

// labelOfHit says what something was found in.
func labelOfHit(hit *search.Hit) string {
	switch hit.Where {
	case search.InPrompt:
		return "your prompt"
	case search.InTool, search.InOutput:
		name := cut(40, hit.Tool)
		if name == "" {
			name = "tool"
		}
		if hit.Where == search.InOutput {
			name += " output"
		}
		return name
	default:
		return string(hit.Where)
	}
}

// piecesOf cuts a snippet where marks begin and end.
func piecesOf(text string, marks [][2]int64) []snippetPiece {
	characters := []rune(text)
	var pieces []snippetPiece
	at := int64(0)
	add := func(to int64, isMarked bool) {
		if to = min(to, int64(len(characters))); to > at {
			pieces = append(pieces, snippetPiece{string(characters[at:to]), isMarked})
			at = to
		}
	}
	for _, mark := range marks {
		add(mark[0], false)
		add(mark[1], true)
	}
	add(int64(len(characters)), false)
	return pieces
}

// searchQuery is what the address of the page asks for.
type searchQuery struct {
	search.Query
	// zone is the name of the zone, "" for UTC.
	zone string
}

// newSearchQuery returns what the parameters ask for.
func newSearchQuery(p api.ShowSearchParams) (searchQuery, error) {
	q := searchQuery{zone: otherZone(p.Tz)}
	q.Query = search.Query{Text: text(p.Q), Zone: model.Zone(q.zone), Sort: search.ByRank, Limit: search.DefaultSessions}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	if p.Sort != nil {
		q.Sort = search.Sort(*p.Sort)
	}
	for _, position := range []struct {
		name, text string
		to         **search.Position
	}{{"after", text(p.After), &q.After}, {"before", text(p.Before), &q.Before}} {
		if position.text == "" {
			continue
		}
		found, err := search.ParsePosition(position.text)
		if err != nil || found.Sort != q.Sort {
			return q, invalidCursor(position.name)
		}
		*position.to = found
	}
	return q, nil
}

// path returns the path of the page with another position.
func (q searchQuery) path(cursorName, cursor string) (string, error) {
	limit, order := "", ""
	if q.Limit != search.DefaultSessions {
		limit = strconv.Itoa(q.Limit)
	}
	if q.Sort != search.ByRank {
		order = string(q.Sort)
	}
	pairs := []string{"q", q.Text, "sort", order, "tz", q.zone, "limit", limit}
	if cursor != "" {
		pairs = append(pairs, cursorName, cursor)
	}
	return link("/views/search", pairs...)
}
