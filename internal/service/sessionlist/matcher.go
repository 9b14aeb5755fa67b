package sessionlist

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/filtertext"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// matcher decides which sessions match a filter. A session matches where it fulfils all conditions by itself.
type matcher struct {
	conditions []func(*Entry) bool
	understood []filtertext.Term
	ignored    []string
	// asksForAutomated is true where the filter names automated sessions.
	asksForAutomated bool
}

// The values of the key "is" that have a meaning here, beside the classes of statuses.
const (
	isError     = "error"
	isAutomated = "automated"
	isSubagent  = "subagent"
)

func (m *matcher) matches(e *Entry) bool {
	for _, fulfilled := range m.conditions {
		if !fulfilled(e) {
			return false
		}
	}
	return true
}

// newMatcher returns what a filter means for sessions, of which status is a stored status, "" for any.
func (s *Service) newMatcher(ctx context.Context, filter filtertext.Filter, status string) (*matcher, error) {
	m := &matcher{ignored: slices.Clone(filter.Ignored)}
	if status != "" {
		m.conditions = append(m.conditions, func(e *Entry) bool { return e.Status == status })
	}
	for _, term := range filter.Terms {
		condition, err := s.condition(ctx, term)
		if err != nil {
			return nil, err
		}
		if condition == nil {
			m.ignore(term)
			continue
		}
		if term.Key != filtertext.None {
			m.understood = append(m.understood, term)
		}
		m.asksForAutomated = m.asksForAutomated || term.Key == filtertext.Is && !term.Not && strings.EqualFold(term.Value, isAutomated)
		m.conditions = append(m.conditions, negated(condition, term.Not))
	}
	return m, nil
}

// ignore names a field that means nothing here.
func (m *matcher) ignore(term filtertext.Term) {
	name := string(term.Key)
	if term.Key == filtertext.Is {
		name += ":" + term.Value
	}
	if !slices.Contains(m.ignored, name) {
		m.ignored = append(m.ignored, name)
	}
}

func negated(condition func(*Entry) bool, not bool) func(*Entry) bool {
	if !not {
		return condition
	}
	return func(e *Entry) bool { return !condition(e) }
}

// condition returns what a term asks of a session, nil for a term that means nothing here.
func (s *Service) condition(ctx context.Context, term filtertext.Term) (func(*Entry) bool, error) {
	value := strings.ToLower(term.Value)
	switch term.Key {
	case filtertext.None:
		return func(e *Entry) bool { return e.says(value) }, nil
	case filtertext.Agent:
		return func(e *Entry) bool {
			return term.IsPartOf(e.Agent) || slices.ContainsFunc(e.Events.Agents, term.IsPartOf)
		}, nil
	case filtertext.Model:
		return func(e *Entry) bool {
			return term.IsPartOf(e.Model) || slices.ContainsFunc(e.Events.Models, term.IsPartOf)
		}, nil
	case filtertext.Tool:
		return func(e *Entry) bool {
			return slices.ContainsFunc(e.Events.Tools, func(tool string) bool { return strings.EqualFold(tool, value) })
		}, nil
	case filtertext.Project:
		return func(e *Entry) bool { return term.IsPartOf(e.Project) }, nil
	case filtertext.Branch:
		return func(e *Entry) bool { return term.IsPartOf(e.Branch) }, nil
	case filtertext.Session:
		return func(e *Entry) bool { return term.Begins(e.ID) }, nil
	case filtertext.State:
		return func(e *Entry) bool { return hasState(e, value) }, nil
	case filtertext.Is:
		return isCondition(value), nil
	case filtertext.File:
		return s.withFile(ctx, term.Value)
	case filtertext.Before, filtertext.After, filtertext.On:
		return timeCondition(term), nil
	default:
		return nil, nil
	}
}

// says reports whether a word stands in what is shown of a session, or in its first or newest prompt.
func (e *Entry) says(word string) bool {
	for _, text := range []string{e.Title, e.Events.Prompt, e.LastPrompt, e.Folder, e.Branch, e.Agent, e.ID} {
		if contains(text, word) {
			return true
		}
	}
	return false
}

// contains reports whether a text contains a value in lower case.
func contains(text, value string) bool { return strings.Contains(strings.ToLower(text), value) }

// hasState reports whether a session has a stored status, or one of the class of that name.
func hasState(e *Entry, value string) bool {
	return strings.EqualFold(e.Status, value) || model.SessionClass(e.Status) == value
}

func isCondition(value string) func(*Entry) bool {
	switch value {
	case model.SessionsRunning, model.SessionsEnded, model.SessionsFailed:
		return func(e *Entry) bool { return model.SessionClass(e.Status) == value }
	case isError:
		return func(e *Entry) bool { return e.Events.Errors > 0 }
	case isAutomated:
		return (*Entry).IsAutomated
	case isSubagent:
		return func(e *Entry) bool { return e.IsSubagent || e.Parent != "" }
	default:
		return nil
	}
}

// withFile returns the condition that a session worked on a file.
func (s *Service) withFile(ctx context.Context, name string) (func(*Entry) bool, error) {
	ids, err := s.Files.SessionsWithFile(ctx, name, agent.FileTools())
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	return func(e *Entry) bool { return known[e.ID] }, nil
}

// timeCondition returns the condition that a session was active before a time, from a time on, or in a time. One that ran over midnight was active on
// both days.
func timeCondition(term filtertext.Term) func(*Entry) bool {
	within := term.Time
	switch term.Key {
	case filtertext.Before:
		within.To = within.From
		within.From = time.Time{}
	case filtertext.After:
		within.To = time.Time{}
	}
	return func(e *Entry) bool {
		first, ok := e.CreatedAt.Time()
		last, lastOK := e.Last.Time()
		switch {
		case !ok && !lastOK:
			return false
		case !ok:
			first = last
		case !lastOK:
			last = first
		}
		if began, ok := e.Events.First.Time(); ok && began.Before(first) {
			first = began
		}
		return within.Overlaps(first, last)
	}
}
