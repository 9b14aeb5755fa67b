// Package search finds words in all that was said and done, and ranks the sessions in which they are.
package search

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Limits of a search.
const (
	// DefaultSessions and MaxSessions are how many sessions a page has.
	DefaultSessions = 20
	MaxSessions     = 100
	// BestHits is how many hits of a session are shown.
	BestHits = 3
	// maxMatches is how many parts are ranked: the newest that match. maxFiltered is how many are read where a filter leaves some of them out.
	maxMatches  = 2000
	maxFiltered = 6000
	// Without an index, the newest parts are read: scannedParts of them, or scannedBytes of their texts; scannedTogether at once.
	scannedParts    = 3000
	scannedBytes    = 16 << 20
	scannedTogether = 100
)

// Index is the index of texts, and the texts themselves.
type Index interface {
	Progress(ctx context.Context) (model.IndexProgress, error)
	// Matches returns the newest parts that have all of some phrases and none of others, at most so many, the newest first.
	Matches(ctx context.Context, all, none []words.Phrase, most int) ([]model.SearchMatch, error)
	// Newest returns the newest parts before one, 0 for the end, and what is searched of their texts, at most so many.
	Newest(ctx context.Context, before int64, most int) ([]model.SearchMatch, map[int64]string, error)
	// Texts returns what is searched of the texts of parts.
	Texts(ctx context.Context, ids []int64) (map[int64]string, error)
}

// Sessions knows all sessions.
type Sessions interface {
	Select(ctx context.Context, filter filtertext.Filter) (*sessionlist.Selection, error)
	EntryTitles(ctx context.Context, entries []*sessionlist.Entry) (map[string]session.Title, error)
}

// Service searches. It is safe for concurrent use.
type Service struct {
	index    Index
	sessions Sessions
	filters  filtertext.Parser
	now      func() time.Time
}

// New returns the service.
func New(index Index, sessions Sessions, now func() time.Time) (*Service, error) {
	filters, err := filtertext.New()
	return &Service{index: index, sessions: sessions, filters: filters, now: now}, err
}

// Query selects a page of the sessions that were found.
type Query struct {
	// Text are words, phrases and fields; times in it are those of Zone.
	Text  string
	Zone  *time.Location
	Sort  Sort
	Limit int
	// Before and After are the position before or after which the page is, both nil for the first page.
	Before, After *Position
}

// Page is a page of the sessions that were found.
type Page struct {
	Items []Item
	// Sessions and Hits are the numbers of what was found on all pages.
	Sessions, Hits int64
	// IsBounded says that there may be more: only the newest parts that match were ranked, or, without an index, only the newest parts read.
	IsBounded bool
	// HasWords is false for a query that searches for nothing.
	HasWords bool
	// Progress says which parts are in the index.
	Progress model.IndexProgress
	// Understood are the fields of the query, and Ignored the keys that mean nothing here.
	Understood []filtertext.Term
	Ignored    []string
	// Previous and Next are the positions of the pages before and after this one, nil where there is none.
	Previous, Next *Position
}

// Item is a session with what was found in it and in the sessions below it.
type Item struct {
	*sessionlist.Entry
	Title session.Title
	Hits  int64
	// Best are the best hits.
	Best []Hit
}

// Hit is a part in which something was found, or the title of a session.
type Hit struct {
	model.SearchMatch
	Where   Where
	Snippet words.Snippet
}

// Search returns a page of the sessions in which something is. It returns CodeInvalid for a query that cannot be read.
func (s *Service) Search(ctx context.Context, q Query) (Page, error) {
	wanted, err := s.read(ctx, q)
	if err != nil {
		return Page{}, err
	}
	page := Page{HasWords: len(wanted.all) > 0, Understood: wanted.understood, Ignored: wanted.ignored}
	if page.Progress, err = s.index.Progress(ctx); err != nil {
		return page, err
	}
	if !page.HasWords {
		return page, nil
	}
	found := newFindings(wanted)
	if page.Progress.HasIndex {
		page.IsBounded, err = s.searchIndex(ctx, wanted, found)
	} else {
		page.IsBounded, err = s.scan(ctx, wanted, found)
	}
	if err != nil {
		return page, err
	}
	found.addTitles()
	ranked := found.rank(q.Sort)
	page.Sessions, page.Hits = int64(len(ranked)), found.hits
	page.Items, err = s.items(ctx, page.cut(ranked, q), wanted)
	return page, err
}

// searchIndex reads the matches in the index. It reports whether there may be more.
func (s *Service) searchIndex(ctx context.Context, wanted *wanted, found *findings) (bool, error) {
	most := maxMatches
	if wanted.isFiltered {
		most = maxFiltered
	}
	matches, err := s.index.Matches(ctx, wanted.all, wanted.none, most)
	for i := range matches {
		found.add(&matches[i])
		if found.parts == maxMatches {
			return i+1 < len(matches) || len(matches) == most, err
		}
	}
	return len(matches) == most, err
}

// scan reads the newest parts. It reports whether there are more.
func (s *Service) scan(ctx context.Context, wanted *wanted, found *findings) (bool, error) {
	before, bytes := int64(0), 0
	for read := 0; read < scannedParts && bytes < scannedBytes; {
		parts, texts, err := s.index.Newest(ctx, before, scannedTogether)
		if err != nil || len(parts) == 0 {
			return false, err
		}
		for i := range parts {
			text := texts[parts[i].PartID]
			bytes += len(text)
			if !words.Has(text, wanted.all) || slices.ContainsFunc(wanted.none, func(p words.Phrase) bool { return words.Has(text, []words.Phrase{p}) }) {
				continue
			}
			parts[i].Score = 1
			found.add(&parts[i])
		}
		read += len(parts)
		before = parts[len(parts)-1].PartID
	}
	return true, nil
}

// items returns the sessions of a page with their titles and snippets.
func (s *Service) items(ctx context.Context, shown []*family, wanted *wanted) ([]Item, error) {
	var ids []int64
	entries := make([]*sessionlist.Entry, len(shown))
	for i, f := range shown {
		entries[i] = f.root
		for _, hit := range f.best {
			if hit.Where != InTitle {
				ids = append(ids, hit.PartID)
			}
		}
	}
	texts, err := s.index.Texts(ctx, ids)
	if err != nil {
		return nil, err
	}
	titles, err := s.sessions.EntryTitles(ctx, entries)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(shown))
	for i, f := range shown {
		items[i] = Item{Entry: f.root, Title: titles[f.root.ID], Hits: f.hits, Best: f.best}
		for j := range f.best {
			if hit := &f.best[j]; hit.Where != InTitle {
				hit.Snippet, _ = words.SnippetOf(texts[hit.PartID], wanted.all)
			}
		}
	}
	return items, nil
}

// invalidQuery returns an error that names the query as the cause.
func invalidQuery(err error) error {
	var found *filtertext.Error
	if !errors.As(err, &found) {
		return err
	}
	return apperr.Invalid("The search cannot be read: "+found.Error()+".", apperr.Field{
		Location: []string{"query", "q"}, Message: found.Error(), Type: "value_error.filter",
	})
}
