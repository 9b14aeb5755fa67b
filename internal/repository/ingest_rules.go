package repository

import (
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// rowState is what happened to a row in memory.
type rowState struct{ isNew, changed bool }

// touch notes that a row was merged into, and returns what became of the observation.
func (s *rowState) touch(created, changed bool) ingest.Outcome {
	s.changed = s.changed || changed || created
	switch {
	case created:
		return ingest.Created
	case changed:
		return ingest.Updated
	default:
		return ingest.Unchanged
	}
}

// fill sets an empty text and reports whether it did.
func fill(target *string, value string) bool {
	if *target != "" || value == "" {
		return false
	}
	*target = value
	return true
}

// lengthen sets a text to a longer one, or to the first of two of one length, whichever comes first.
func lengthen(target *string, value string) bool {
	if len(value) < len(*target) || (len(value) == len(*target) && value >= *target) {
		return false
	}
	*target = value
	return true
}

// saysMore reports whether an agent says more than the one that is known: a program more than none, and a subagent more than the program
// in which it runs.
func saysMore(known, told string) bool {
	switch {
	case told == "" || told == model.UnknownAgent:
		return false
	case known == model.UnknownAgent:
		return true
	default:
		return ingest.IsProgram(known) && !ingest.IsProgram(told)
	}
}

// advance sets an instant to an earlier one.
func advance(target *model.Instant, at model.Instant) bool {
	if at == "" || (*target != "" && at.Compare(*target) >= 0) {
		return false
	}
	*target = at
	return true
}

// replace sets a text to another one, unless that says nothing.
func replace(target *string, value string) bool {
	if value == "" || *target == value {
		return false
	}
	*target = value
	return true
}
