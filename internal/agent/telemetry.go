package agent

import "strings"

// Telemetry says how an agent names itself in OpenTelemetry data, and what its records mean.
type Telemetry struct {
	// Prefix is how the names of its events, spans and metrics begin, such as "claude_code.".
	Prefix string
	// Services are beginnings of service.name, Scopes beginnings of the name of the instrumentation scope.
	Services, Scopes []string
	// RepeatingScopes are beginnings of the names of scopes that describe, in telemetry of other programs, requests that the agent reports itself.
	RepeatingScopes []string

	// Events says what the log records mean, by their names without the prefix. One that is not listed is stored as a check point.
	Events map[string]Record
	// Spans says the same of spans. Where it is nil, the spans repeat what the logs report, and are left out.
	Spans map[string]Record
	// Metrics are the names of the counters that are stored. Those of tokens and costs are not: every request reports its own.
	Metrics []string

	// Session are attributes that may hold the id of the session, beside those that all agents use.
	Session []string
	// CallID are the attributes that may hold the id of a call, the best first.
	CallID []string
	// RequestID is the attribute with the id of a request that transcripts know too, "" where they share none. OwnRequest are attributes
	// with an id that telemetry alone knows, the best first.
	RequestID  string
	OwnRequest []string
	// OwnIDs says that no other source knows the ids that telemetry has of prompts and calls.
	OwnIDs bool
	Tokens Tokens
	// LaunchedFor is the time in seconds below which a delegation cannot have waited for its subagent, which asks a model: it was only
	// launched. 0 where the result of the call says so.
	LaunchedFor float64
}

// Record says what a log record or a span means.
type Record struct {
	Kind RecordKind
	// If is an attribute without which the record is ignored, and Is the value that it must have, "" for any.
	If, Is string
	// Else is what a record without the attribute means, nil for nothing.
	Else *Record
}

// Of returns what a record with some attributes means. text returns the value of an attribute as text, "" for none.
func (r Record) Of(text func(attribute string) string) RecordKind {
	if r.If == "" {
		return r.Kind
	}
	if value := text(r.If); value != "" && (r.Is == "" || r.Is == value) {
		return r.Kind
	}
	if r.Else == nil {
		return RecordIgnored
	}
	return r.Else.Of(text)
}

// RecordKind is what a log record or a span means.
type RecordKind int

// The kinds of records. One that is not listed for its agent is a RecordOther.
const (
	// RecordOther is stored as something that happened.
	RecordOther RecordKind = iota
	// RecordIgnored is not stored: another record, or another source, reports the same.
	RecordIgnored
	// RecordStart is the start of a session, RecordPrompt a prompt of the user, RecordFailure an error of the agent.
	RecordStart
	RecordPrompt
	RecordFailure
	// RecordDecision is the permission of a call, or its refusal. RecordCall is a call that ended.
	RecordDecision
	RecordCall
	// RecordRequest is a request to a model, with its tokens.
	RecordRequest
)

// Tokens names the attributes that hold the tokens of a request, "" for those that an agent does not have.
type Tokens struct {
	Input, Output, CacheRead, CacheWrite, Thoughts string
	// Tools are tokens of input that Input does not include.
	Tools string
	// InputHasCache says that Input includes CacheRead and CacheWrite, OutputHasThoughts that Output includes Thoughts.
	InputHasCache, OutputHasThoughts bool
}

// FromTelemetry returns the agent that sent telemetry, and the name of an event, span or metric without the agent's prefix. service is its
// service.name and scope its instrumentation scope. ok is false where none of the three names an agent; name is then returned as it is.
func FromTelemetry(name, service, scope string) (a Agent, short string, ok bool) {
	for i := range registry {
		if short, ok := strings.CutPrefix(name, registry[i].Telemetry.Prefix); ok {
			return registry[i], short, true
		}
	}
	for i := range registry {
		t := &registry[i].Telemetry
		if startsWithAny(service, t.Services) || startsWithAny(scope, t.Scopes) {
			return registry[i], name, true
		}
	}
	return Agent{}, name, false
}

// RepeatsRequests reports whether all that an instrumentation scope describes are requests that an agent reports itself.
func RepeatsRequests(scope string) bool {
	for i := range registry {
		if startsWithAny(scope, registry[i].Telemetry.RepeatingScopes) {
			return true
		}
	}
	return false
}

func startsWithAny(text string, beginnings []string) bool {
	for _, beginning := range beginnings {
		if strings.HasPrefix(text, beginning) {
			return true
		}
	}
	return false
}
