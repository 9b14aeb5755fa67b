package merge

import "github.com/htmlgraph/htmlgraph/internal/model"

// Each of these functions sets a value where a reported one wins, and reports whether it did. keepLonger and keepEarlier give the same in
// whatever order values are reported. setIfEmpty keeps the first of two that contradict each other, replace the last.

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

// anyChange gathers whether any of several functions set a value.
type anyChange bool

func (c *anyChange) or(set bool) { *c = *c || anyChange(set) }
