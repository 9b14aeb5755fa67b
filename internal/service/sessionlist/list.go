package sessionlist

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Query selects a page of the list.
type Query struct {
	// Filter is the text of a filter, in which times are those of Zone.
	Filter string
	Zone   *time.Location
	// Status is a status that sessions must have, as it is stored; "" for any.
	Status string
	// ShowAutomated lists automated sessions too.
	ShowAutomated bool
	Sort          Sort
	Limit         int
	// Folded is how many of the sessions below a session are named with it.
	Folded int
	// Before and After are the position before or after which the page is, both nil for the first page.
	Before, After *Position
}

// Page is a page of the list.
type Page struct {
	Items []Item
	// Total is the number of sessions on all pages, and Spent what their requests add up to, with those of the sessions below them.
	Total int64
	Spent model.Spent
	// HiddenAutomated is the number of automated sessions that match and are not listed.
	HiddenAutomated int64
	// Previous and Next are the positions of the pages before and after this one, nil where there is none.
	Previous, Next *Position
	// Understood are the fields of the filter, and Ignored the keys in it that mean nothing here.
	Understood []filtertext.Term
	Ignored    []string
}

// Item is a session of the list with its title and what it does.
type Item struct {
	*Entry
	Title session.Title
	State model.SessionState
	// Children are the newest sessions below it, as many as the query asks for.
	Children []Child
}

// Child is a session below another one, with its title.
type Child struct {
	*Entry
	Title session.Title
}

// List returns a page of the sessions that match a query. It returns CodeInvalid for a filter that cannot be read.
func (s *Service) List(ctx context.Context, q Query) (Page, error) {
	filter, err := s.filters.Parse(q.Filter, s.Now(), q.Zone)
	if err != nil {
		return Page{}, invalidFilter(err)
	}
	m, err := s.newMatcher(ctx, filter, q.Status)
	if err != nil {
		return Page{}, err
	}
	all, err := s.read(ctx)
	if err != nil {
		return Page{}, err
	}
	page := Page{Understood: m.understood, Ignored: m.ignored}
	var found []placed
	for _, item := range all.in(q.Sort) {
		if !item.family(m.matches) {
			continue
		}
		if !q.ShowAutomated && !m.asksForAutomated && item.IsAutomated() {
			page.HiddenAutomated++
			continue
		}
		page.Spent = page.Spent.Plus(item.Total)
		found = append(found, item)
	}
	page.Total = int64(len(found))
	shown := page.cut(found, q)
	page.Items, err = s.items(ctx, shown, q.Folded)
	return page, err
}

// invalidFilter returns an error that names the filter as the cause.
func invalidFilter(err error) error {
	var found *filtertext.Error
	if !errors.As(err, &found) {
		return err
	}
	return apperr.Invalid("The filter cannot be read: "+found.Error()+".", apperr.Field{
		Location: []string{"query", "q"}, Message: found.Error(), Type: "value_error.filter",
	})
}

// cut returns the sessions of a page, and sets the positions of the pages around it.
func (p *Page) cut(found []placed, q Query) []placed {
	start, end := 0, min(q.Limit, len(found))
	switch {
	case q.After != nil:
		var isThere bool
		if start, isThere = q.After.index(found); isThere {
			start++
		}
		end = min(start+q.Limit, len(found))
	case q.Before != nil:
		end, _ = q.Before.index(found)
		start = max(0, end-q.Limit)
	}
	shown := found[start:end]
	if len(shown) == 0 {
		return nil
	}
	if start > 0 {
		p.Previous = q.Sort.position(shown[0])
	}
	if end < len(found) {
		p.Next = q.Sort.position(shown[len(shown)-1])
	}
	return shown
}

// items returns sessions with their titles and states, and some sessions below each with their titles.
func (s *Service) items(ctx context.Context, shown []placed, folded int) ([]Item, error) {
	items := make([]Item, len(shown))
	var named []*Entry
	for i, each := range shown {
		items[i] = Item{Entry: each.Entry}
		named = append(named, each.Entry)
		for _, below := range newest(each.Below, folded) {
			items[i].Children = append(items[i].Children, Child{Entry: below})
			named = append(named, below)
		}
	}
	titles, err := s.titles(ctx, named)
	if err != nil {
		return nil, err
	}
	states, err := s.states(ctx, items)
	for i := range items {
		items[i].Title, items[i].State = titles[items[i].ID], states[items[i].ID]
		for j := range items[i].Children {
			items[i].Children[j].Title = titles[items[i].Children[j].ID]
		}
	}
	return items, err
}

// states returns what sessions do. It reads only what is stored of these.
func (s *Service) states(ctx context.Context, items []Item) (map[string]model.SessionState, error) {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	return s.States.States(ctx, ids)
}

// TitlesOf returns the titles of sessions by their ids, whatever is known of them.
func (s *Service) TitlesOf(ctx context.Context, ids []string) (map[string]session.Title, error) {
	all, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	entries := make([]*Entry, len(ids))
	var unknown []*Entry
	for i, id := range ids {
		entry, known := all.byID[id]
		if !known { // it has events or requests, but no row of its own
			entry = &Entry{SessionRow: &model.SessionRow{ID: id}}
			unknown = append(unknown, entry)
		}
		entries[i] = entry
	}
	err = s.Events.With(ctx, func(v summary.View) {
		for _, entry := range unknown {
			entry.Events = v.OfSession(entry.ID)
		}
	})
	if err != nil {
		return nil, err
	}
	return s.titles(ctx, entries)
}

// newest returns the newest sessions of a list, at most n.
func newest(list []*Entry, n int) []*Entry {
	if n == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *Entry) int {
		return cmp.Or(b.Last.Compare(a.Last), strings.Compare(b.ID, a.ID))
	})
	return list[:min(n, len(list))]
}

// titles returns the titles of sessions by their ids.
func (s *Service) titles(ctx context.Context, entries []*Entry) (map[string]session.Title, error) {
	sessions := make([]model.Session, len(entries))
	for i, each := range entries {
		sessions[i] = model.Session{
			SessionID: each.ID, Title: model.NonEmpty(each.Title), TitleBy: model.NonEmpty(each.TitleBy), LastUserQuery: model.NonEmpty(each.LastPrompt),
		}
	}
	titles, err := s.Titles.TitlesBy(ctx, sessions)
	if err != nil {
		return nil, err
	}
	for _, each := range entries {
		if _, named := titles[each.ID]; !named {
			titles[each.ID] = session.Title{Text: session.Unnamed(each.Events.Events, each.Folder, each.Agent), By: session.ByEvents}
		}
	}
	return titles, nil
}
