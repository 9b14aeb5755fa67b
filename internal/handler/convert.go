package handler

import "github.com/htmlgraph/htmlgraph/internal/model"

// convert converts each item with to. The result is never nil, so that a list is [] and not null.
func convert[From, To any](items []From, to func(From) To) []To {
	list := make([]To, len(items))
	for i, item := range items {
		list[i] = to(item)
	}
	return list
}

// deref returns *value, or the zero value for nil: an absent parameter does not filter.
func deref[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}

// toAPIInstant returns an instant's stored text as the contract has it, nil for none.
func toAPIInstant(instant *model.Instant) *string { return (*string)(instant) }

// agentOr returns the agent's name, "unknown" where none is stored.
func agentOr(agentID string) string { return model.Or(&agentID, model.UnknownAgent) }

// statusOr returns the status of an event as it is shown.
func statusOr(status model.Status) string { return string(status.OrRecorded()) }

// rounded returns value rounded to digits, 0 for nil.
func rounded(value *float64, digits int) float64 {
	if value == nil {
		return 0
	}
	return model.Round(*value, digits)
}

// fromAPIInstant returns the instant that a parameter names, in the form whose order is that of time: "10:20" is "10:20:00",
// and offsets are taken into account.
func fromAPIInstant(parameter *string) model.Instant {
	named := model.Instant(deref(parameter))
	if at, ok := named.Time(); ok {
		return model.InstantOf(at)
	}
	return named
}
