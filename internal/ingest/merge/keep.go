package merge

import (
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Each rule sets a value where a reported one wins, and reports whether it did. The order of the reports does not matter to any but
// setIfEmpty and replace: of two that contradict each other the first is kept, or the last.

// setIfEmpty sets a text that is empty.
func setIfEmpty(target *string, value string) bool {
	if *target != "" || value == "" {
		return false
	}
	*target = value
	return true
}

// keepLonger sets a text to a longer one. Of two texts of the same length the one that sorts first is kept.
func keepLonger(target *string, value string) bool {
	if len(value) < len(*target) || (len(value) == len(*target) && value >= *target) {
		return false
	}
	*target = value
	return true
}

// keepEarlier sets a time to an earlier one.
func keepEarlier(target *model.Instant, at model.Instant) bool {
	if at == "" || (*target != "" && at.Compare(*target) >= 0) {
		return false
	}
	*target = at
	return true
}

// replace sets a text to another one, unless that is empty.
func replace(target *string, value string) bool {
	if value == "" || *target == value {
		return false
	}
	*target = value
	return true
}

// isMoreSpecific reports whether an agent says more than the known one: a program says more than an unknown agent, and a subagent more
// than the program in which it runs.
func isMoreSpecific(known, reported string) bool {
	switch {
	case reported == "" || reported == model.UnknownAgent:
		return false
	case known == model.UnknownAgent:
		return true
	default:
		return agent.IsProgram(known) && !agent.IsProgram(reported)
	}
}

// anyChange gathers whether any of several rules set a value.
type anyChange bool

func (c *anyChange) or(set bool) { *c = *c || anyChange(set) }
