package search

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Where is in what something was found.
type Where string

// The places. A note is what neither the user nor the model said, such as a summary or an error.
const (
	InTitle    Where = "title"
	InPrompt   Where = "prompt"
	InAnswer   Where = "answer"
	InThinking Where = "thinking"
	InTool     Where = "tool"
	InOutput   Where = "output"
	InNote     Where = "note"
)

// places are all places.
var places = [...]Where{InTitle, InPrompt, InAnswer, InThinking, InTool, InOutput, InNote}

// whereOf returns the place of a part.
func whereOf(m *model.SearchMatch) Where {
	switch m.Type.Use() {
	case model.TextThought:
		return InThinking
	case model.TextDid:
		return InTool
	case model.TextGot:
		return InOutput
	}
	switch m.Kind {
	case model.KindPrompt, model.KindCommand, model.KindQueued:
		return InPrompt
	case model.KindAnswer:
		return InAnswer
	default:
		return InNote
	}
}

// wanted is what a query asks for.
type wanted struct {
	// all are the phrases that a text must have, and none those that it must not have.
	all, none  []words.Phrase
	sessions   *sessionlist.Selection
	conditions []func(*model.SearchMatch, Where) bool
	// isFiltered says that some of the texts with all words are not wanted.
	isFiltered bool
	understood []filtertext.Term
	ignored    []string
}

// read returns what a query asks for.
func (s *Service) read(ctx context.Context, q Query) (*wanted, error) {
	filter, err := s.filters.Parse(q.Text, s.now(), q.Zone)
	if err != nil {
		return nil, invalidQuery(err)
	}
	w := &wanted{ignored: slices.Clone(filter.Ignored)}
	var ofSessions filtertext.Filter
	for i, term := range filter.Terms {
		switch term.Key {
		case filtertext.None:
			w.addWords(term, i == len(filter.Terms)-1 && endsInWord(q.Text))
			continue
		case filtertext.In:
			if !slices.Contains(places[:], Where(strings.ToLower(term.Value))) {
				w.ignore("in:" + term.Value)
				continue
			}
			w.conditions = append(w.conditions, inCondition(term))
		case filtertext.Tool:
			w.conditions = append(w.conditions, toolCondition(term))
		case filtertext.Before, filtertext.After, filtertext.On:
			w.conditions = append(w.conditions, timeCondition(term))
		default:
			ofSessions.Terms = append(ofSessions.Terms, term)
			continue
		}
		w.understood = append(w.understood, term)
	}
	if w.sessions, err = s.sessions.Select(ctx, ofSessions); err != nil {
		return nil, err
	}
	w.isFiltered = len(w.conditions) > 0 || len(w.sessions.Understood) > 0
	w.understood = append(w.understood, w.sessions.Understood...)
	for _, key := range w.sessions.Ignored {
		w.ignore(key)
	}
	return w, nil
}

// endsInWord reports whether somebody may go on typing the last word of a query.
func endsInWord(text string) bool {
	return !strings.HasSuffix(text, `"`) && strings.TrimSpace(text) != "" && text == strings.TrimRight(text, " ")
}

// addWords adds a word or a phrase. One without letters and digits cannot be searched for.
func (w *wanted) addWords(term filtertext.Term, isPrefix bool) {
	phrases := words.Cut(term.Value, isPrefix && !term.Not)
	switch {
	case len(phrases) == 0:
		w.ignore(term.Value)
	case term.Not:
		w.none = append(w.none, phrases...)
	default:
		w.all = append(w.all, phrases...)
	}
}

// ignore names what means nothing here.
func (w *wanted) ignore(name string) {
	if name != "" && !slices.Contains(w.ignored, name) {
		w.ignored = append(w.ignored, name)
	}
}

// wants reports whether a match fulfils the conditions on parts.
func (w *wanted) wants(m *model.SearchMatch, where Where) bool {
	for _, fulfilled := range w.conditions {
		if !fulfilled(m, where) {
			return false
		}
	}
	return true
}

func inCondition(term filtertext.Term) func(*model.SearchMatch, Where) bool {
	return func(_ *model.SearchMatch, where Where) bool {
		return strings.EqualFold(term.Value, string(where)) != term.Not
	}
}

func toolCondition(term filtertext.Term) func(*model.SearchMatch, Where) bool {
	return func(m *model.SearchMatch, where Where) bool {
		return (where == InTool || where == InOutput) && strings.EqualFold(term.Value, m.Tool) != term.Not || term.Not && where != InTool && where != InOutput
	}
}

// timeCondition returns the condition that a message is older than a time, as new as it, or within it.
func timeCondition(term filtertext.Term) func(*model.SearchMatch, Where) bool {
	within := term.Time
	switch term.Key {
	case filtertext.Before:
		within.From, within.To = time.Time{}, within.From
	case filtertext.After:
		within.To = time.Time{}
	}
	return func(m *model.SearchMatch, _ Where) bool {
		at, ok := m.At.Time()
		return ok && within.Overlaps(at, at) != term.Not
	}
}
