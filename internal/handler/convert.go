package handler

import "github.com/htmlgraph/htmlgraph/internal/model"

// convert converts each item with to. The result is never nil, so that an empty list is encoded as [] and not as null.
func convert[From, To any](items []From, to func(From) To) []To {
	list := make([]To, len(items))
	for i, item := range items {
		list[i] = to(item)
	}
	return list
}

// deref returns *value, or the zero value for nil: a missing parameter does not filter.
func deref[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}

// orNil returns a text, nil for an empty one.
func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// toAPIInstant returns the stored text of an instant, nil for none.
func toAPIInstant(instant *model.Instant) *string { return (*string)(instant) }

// agentOr returns the id of an agent, or "unknown" where none is stored.
func agentOr(agentID string) string { return model.Or(&agentID, model.UnknownAgent) }

// statusOr returns the status of an event, or "recorded" where none is stored.
func statusOr(status model.Status) string { return string(status.OrRecorded()) }

// rounded returns value rounded to a number of decimal places, 0 for nil.
func rounded(value *float64, digits int) float64 {
	if value == nil {
		return 0
	}
	return model.Round(*value, digits)
}

// fromAPIInstant returns the instant of a parameter, normalised so that its order is that of time: "10:20" becomes "10:20:00", and
// offsets are applied.
func fromAPIInstant(parameter *string) model.Instant {
	named := model.Instant(deref(parameter))
	if at, ok := named.Time(); ok {
		return model.NewInstant(at)
	}
	return named
}
