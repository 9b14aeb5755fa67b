// Package timerange says which time people mean by words such as "7d", "yesterday" or "2026-11-19". Days are those of a time zone, whose days
// may have 23 or 25 hours. The package is pure: the clock and the zone are arguments.
package timerange

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The words for times, beside a number of days such as "7d".
const (
	Today     = "today"
	Yesterday = "yesterday"
	Month     = "month"
	All       = "all"
)

// longest is the largest number of days that "7d" may have.
const longest = 3660

// Range is the time from From on, up to but without To. A zero time is no bound.
type Range struct{ From, To time.Time }

// ErrUnknown is returned for a text that means no time.
var ErrUnknown = errors.New("not a time: write a date such as 2026-11-19, a time such as 2026-11-19T14:30, today, yesterday, 7d, 30d, month or all")

// ErrReversed is returned for a range that ends before it begins, or at once.
var ErrReversed = errors.New("the time ends before it begins")

// clocks are the forms of a time of day in the zone of the reader. zoned is the form of one that names its offset.
var clocks = [...]string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05"}

const zoned = time.RFC3339

// Parse returns the time that a text means at now: a day, a month, a number of days up to today, or an instant, which begins and ends at once.
func Parse(text string, now time.Time, zone *time.Location) (Range, error) {
	today := model.Daily.Start(now.In(zone))
	tomorrow := today.AddDate(0, 0, 1)
	switch word := strings.ToLower(text); word {
	case Today:
		return Range{today, tomorrow}, nil
	case Yesterday:
		return Range{today.AddDate(0, 0, -1), today}, nil
	case Month:
		return Range{model.Monthly.Start(today), tomorrow}, nil
	case All:
		return Range{}, nil
	default:
		if days, ok := daysOf(word); ok {
			return Range{today.AddDate(0, 0, 1-days), tomorrow}, nil
		}
		return parseDate(text, zone)
	}
}

// daysOf returns the number of days of a text such as "7d".
func daysOf(word string) (int, bool) {
	digits, ok := strings.CutSuffix(word, "d")
	days, err := strconv.Atoi(digits)
	return days, ok && err == nil && days >= 1 && days <= longest && digits[0] != '+'
}

func parseDate(text string, zone *time.Location) (Range, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return Range{day, day.AddDate(0, 0, 1)}, nil
	}
	if month, err := time.ParseInLocation("2006-01", text, zone); err == nil {
		return Range{month, month.AddDate(0, 1, 0)}, nil
	}
	for _, form := range clocks {
		if at, err := time.ParseInLocation(form, text, zone); err == nil {
			return Range{at, at}, nil
		}
	}
	if at, err := time.Parse(zoned, text); err == nil {
		return Range{at.In(zone), at.In(zone)}, nil
	}
	return Range{}, ErrUnknown
}

// Between returns the time from the start of one text to the end of another. Without an end, a word such as "7d" means its own end, and a date has
// none. Without both it is all time.
func Between(from, to string, now time.Time, zone *time.Location) (Range, error) {
	var r Range
	if from != "" {
		first, err := Parse(from, now, zone)
		if err != nil {
			return r, err
		}
		r.From = first.From
		if to == "" && isWord(from) {
			r.To = first.To
		}
	}
	if to != "" {
		last, err := Parse(to, now, zone)
		if err != nil {
			return r, err
		}
		r.To = last.To
	}
	if !r.From.IsZero() && !r.To.IsZero() && !r.To.After(r.From) {
		return r, ErrReversed
	}
	return r, nil
}

// isWord reports whether a text is one of the words, which change their meaning with the day.
func isWord(text string) bool {
	word := strings.ToLower(text)
	_, isDays := daysOf(word)
	return isDays || word == Today || word == Yesterday || word == Month || word == All
}

// Overlaps reports whether something that lasts from first to last happens in the range.
func (r Range) Overlaps(first, last time.Time) bool {
	return (r.To.IsZero() || first.Before(r.To)) && (r.From.IsZero() || !last.Before(r.From))
}

// Contains reports whether a time lies in the range.
func (r Range) Contains(at time.Time) bool {
	return (r.From.IsZero() || !at.Before(r.From)) && (r.To.IsZero() || at.Before(r.To))
}

// IsBounded reports whether the range has a beginning and an end.
func (r Range) IsBounded() bool { return !r.From.IsZero() && !r.To.IsZero() }

// Before returns the range before this one: as many days where this one consists of whole days, else as much time. It is false for a range without
// bounds.
func (r Range) Before() (Range, bool) {
	if !r.IsBounded() {
		return Range{}, false
	}
	if days, ok := r.days(); ok {
		return Range{r.From.AddDate(0, 0, -days), r.From}, true
	}
	return Range{r.From.Add(r.From.Sub(r.To)), r.From}, true
}

// days returns the number of days of a range that begins and ends at midnight.
func (r Range) days() (int, bool) {
	if !r.From.Equal(model.Daily.Start(r.From)) || !r.To.Equal(model.Daily.Start(r.To)) {
		return 0, false
	}
	// Dates without a zone are a multiple of 24 hours apart.
	date := func(at time.Time) time.Time {
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(date(r.To).Sub(date(r.From)) / (24 * time.Hour)), true
}
