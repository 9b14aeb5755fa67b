package merge

import (
	"math"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Each of these functions sets a value where a reported one wins, and reports whether it did. keepLonger and keepEarlier give the same in
// whatever order values are reported. setIfEmpty keeps the first of two that contradict each other, replace the last.

// setIfEmpty sets a text that is empty.
func setIfEmpty[Text ~string](target *Text, value Text) bool {
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

// keepText sets a text to a longer one. A stored number that was made of a text is first replaced by a text of that number, which is the one
// that was to be stored, however long it is.
func keepText(target *string, value string, isInexact *bool) bool {
	isChanged := false
	if *isInexact && isSameNumber(*target, value) {
		isChanged = replace(target, value)
	} else {
		isChanged = keepLonger(target, value)
	}
	*isInexact = *isInexact && !isChanged
	return isChanged
}

// isSameNumber reports whether two texts are the same number, as far as its first 15 digits tell.
func isSameNumber(stored, reported string) bool {
	x, ok := parseNumber(stored)
	y, isNumber := parseNumber(reported)
	const precision = 1e-14
	return ok && isNumber && (x == y || !math.IsInf(x, 0) && math.Abs(x-y) <= precision*math.Abs(x))
}

// parseNumber returns the number that a text is, infinite where it is too large.
func parseNumber(text string) (number float64, ok bool) {
	number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return number, err == nil || math.IsInf(number, 0)
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
