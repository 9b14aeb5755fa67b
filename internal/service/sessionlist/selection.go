package sessionlist

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// Selection are the sessions that fulfil a filter by themselves. It is for one goroutine.
type Selection struct {
	all     *directory
	matcher *matcher
	known   map[string]selected
	// Understood are the fields of the filter, and Ignored the keys in it that mean nothing for sessions.
	Understood []filtertext.Term
	Ignored    []string
}

// selected is a session with the one from which it was started in the end.
type selected struct {
	root    *Entry
	matches bool
}

// Select returns the sessions that fulfil a filter.
func (s *Service) Select(ctx context.Context, filter filtertext.Filter) (*Selection, error) {
	m, err := s.newMatcher(ctx, filter, "")
	if err != nil {
		return nil, err
	}
	all, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return &Selection{all: all, matcher: m, known: map[string]selected{}, Understood: m.understood, Ignored: m.ignored}, nil
}

// Root returns the session from which a session was started in the end, which may be itself, and false for a session that does not fulfil the filter.
func (s *Selection) Root(id string) (*Entry, bool) {
	found, isKnown := s.known[id]
	if !isKnown {
		entry, hasRow := s.all.byID[id]
		if !hasRow { // it has messages, but no row of its own
			entry = &Entry{SessionRow: &model.SessionRow{ID: id}}
		}
		found = selected{s.all.rootOf(entry), s.matcher.matches(entry)}
		s.known[id] = found
	}
	return found.root, found.matches
}

// Titled calls do for each session that fulfils the filter and has a title that its user or its agent gave it.
func (s *Selection) Titled(do func(*Entry)) {
	for _, entry := range s.all.byID {
		if entry.Title != "" && s.matcher.matches(entry) {
			do(entry)
		}
	}
}

// EntryTitles returns the titles of sessions by their ids.
func (s *Service) EntryTitles(ctx context.Context, entries []*Entry) (map[string]session.Title, error) {
	return s.titles(ctx, entries)
}
