package sessionlist

import (
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// Entry is a session with what it adds up to.
type Entry struct {
	*model.SessionRow
	// Project is the project of its folder, "" for none.
	Project string
	// Events is what its events add up to, and Spent what its requests do.
	Events summary.Session
	Spent  model.Spent
	// Model is the model with the most tokens of its requests, or else that of its newest event; "" for none.
	Model string
	// Last is the time of its newest event, or of its beginning without events; LastOfAll is that of the session and of those below it.
	Last, LastOfAll model.Instant
	// Below are the sessions below it, at any depth. Only roots have them. BelowSpent, BelowEdits and BelowErrors are what they add up to.
	Below                   []*Entry
	BelowSpent              model.Spent
	BelowEdits, BelowErrors int64
	// Total is what the requests of the session and of those below it add up to.
	Total model.Spent
	// models are the tokens of its requests by model.
	models []modelTokens
}

type modelTokens struct {
	name   string
	tokens int64
}

// IsAutomated reports whether a program started the session and asked it one thing at most.
func (e *Entry) IsAutomated() bool {
	return e.Events.Prompts <= 1 && agent.IsOfProgram(e.StartedBy)
}

// Duration returns the seconds from the first event to the last, nil without events.
func (e *Entry) Duration() *float64 {
	if e.Events.Events == 0 {
		return nil
	}
	seconds, ok := e.Events.Last.Seconds(e.Events.First)
	if !ok {
		return nil
	}
	return &seconds
}

// addModel adds tokens of requests to a model.
func (e *Entry) addModel(name string, tokens int64) {
	for i := range e.models {
		if e.models[i].name == name {
			e.models[i].tokens = model.AddSaturating(e.models[i].tokens, tokens)
			return
		}
	}
	e.models = append(e.models, modelTokens{name, tokens})
}

// mostUsed returns the model with the most tokens of requests, of equal ones the first by name, or else that of the newest event.
func (e *Entry) mostUsed() string {
	if len(e.models) == 0 {
		return e.Events.Model
	}
	most := e.models[0]
	for _, each := range e.models[1:] {
		if each.tokens > most.tokens || each.tokens == most.tokens && each.name < most.name {
			most = each
		}
	}
	return most.name
}

// addBelow adds a session below this one.
func (e *Entry) addBelow(below *Entry) {
	e.Below = append(e.Below, below)
	e.BelowSpent, e.Total = e.BelowSpent.Plus(below.Spent), e.Total.Plus(below.Spent)
	e.BelowEdits += below.Events.Edits
	e.BelowErrors += below.Events.Errors
	if below.Last.Compare(e.LastOfAll) > 0 {
		e.LastOfAll = below.Last
	}
}

// family calls is for the session and those below it, until one returns true.
func (e *Entry) family(is func(*Entry) bool) bool {
	if is(e) {
		return true
	}
	for _, below := range e.Below {
		if is(below) {
			return true
		}
	}
	return false
}
