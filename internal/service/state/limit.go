package state

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The forms in which agents write when a limit has passed.
const (
	secondsForm  = `\|(\d{9,11})\b`
	durationForm = `(?i)(?:try again|reset[s]?|retry) (?:in|after) ((?:\d+ ?(?:d|h|m|s)[a-z]*(?:,? (?:and )?)?)+)`
	clockForm    = `(?i)resets? (?:at )?(\d{1,2})(?::(\d{2}))? ?(am|pm)? \(([A-Za-z_+\-/]+)\)`
	partForm     = `(\d+) ?([dhms])`
)

// limitEnd returns when a limit has passed, by the text of a failure or the time of the next try; false where neither says so.
func limitEnd(failure *model.SessionSign, at model.Instant) (time.Time, bool) {
	began, ok := at.Time()
	if !ok {
		return time.Time{}, false
	}
	if failure.RetryIn != nil && *failure.RetryIn > 0 && *failure.RetryIn < 1e10 {
		return began.Add(time.Duration(*failure.RetryIn) * time.Millisecond), true
	}
	if found := regexp.MustCompile(secondsForm).FindStringSubmatch(failure.Failure); found != nil {
		seconds, err := strconv.ParseInt(found[1], 10, 64)
		return time.Unix(seconds, 0).UTC(), err == nil
	}
	if found := regexp.MustCompile(durationForm).FindStringSubmatch(failure.Failure); found != nil {
		length := durationOf(found[1])
		return began.Add(length), length > 0
	}
	if found := regexp.MustCompile(clockForm).FindStringSubmatch(failure.Failure); found != nil {
		return nextClock(began, found)
	}
	return time.Time{}, false
}

// durationOf returns the sum of the parts of a duration, such as "3 days 1 hour 5 minutes".
func durationOf(text string) time.Duration {
	units := map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second}
	var sum time.Duration
	for _, part := range regexp.MustCompile(partForm).FindAllStringSubmatch(strings.ToLower(text), -1) {
		const most = 10_000
		if n, err := strconv.Atoi(part[1]); err == nil && n < most {
			sum += time.Duration(n) * units[part[2]]
		}
	}
	return sum
}

// nextClock returns when the clock of a time zone shows a time next.
func nextClock(after time.Time, found []string) (time.Time, bool) {
	hour, err := strconv.Atoi(found[1])
	if err != nil || !model.IsZone(found[4]) {
		return time.Time{}, false
	}
	minute, _ := strconv.Atoi(found[2]) // "" is a whole hour
	switch strings.ToLower(found[3]) {
	case "pm":
		hour = hour%12 + 12
	case "am":
		hour %= 12
	}
	local := after.In(model.Zone(found[4]))
	next := time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, local.Location())
	if !next.After(local) {
		next = time.Date(local.Year(), local.Month(), local.Day()+1, hour, minute, 0, 0, local.Location())
	}
	return next.UTC(), true
}
