package model

import (
	"strings"
	"time"
)

// Instant is a stored timestamp: the text exactly as it is in the database, which means a point in time. Databases mix three forms in
// one table: "2026-01-12 13:52:08", "2026-01-11T05:57:50.199475" and "2026-03-18T15:29:06.561929+00:00". All of them are UTC.
// Responses contain the text; order and comparisons use the time.
type Instant string

// layouts are the accepted formats. Go's parser accepts a fraction after the seconds in each of them.
var layouts = [...]string{
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05",
	time.RFC3339,
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04",
	"2006-01-02 15:04",
	time.DateOnly,
}

// isoForm is the format of ISO.
const isoForm = "2006-01-02T15:04:05.000000"

// Time returns the time, or false where the text is not a timestamp.
func (i Instant) Time() (time.Time, bool) {
	if i.isISO() { // nearly all are: one attempt instead of several
		if t, err := time.Parse(time.RFC3339Nano, string(i)+"Z"); err == nil { // which Go parses fastest
			return t, true
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, string(i)); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// dayLength is the length of the date at the start of every format.
const dayLength = len("2006-01-02")

// Day returns the date at the start of the text. Days have the same order in all forms, so an index on the text can serve an order by
// instant.
func (i Instant) Day() string {
	if len(i) < dayLength {
		return string(i)
	}
	return string(i[:dayLength])
}

// Key returns a text whose order is the order of instants: all forms get the same separator and no suffix, and trailing zeros of the
// fraction are cut.
// database.InstantKey is the same rule in SQL, so that keys of both sides compare.
func (i Instant) Key() string {
	if len(i) <= dayLength {
		return string(i) + " "
	}
	clock := strings.ReplaceAll(string(i[dayLength+1:]), "+00:00", "")
	clock = strings.ReplaceAll(clock, "Z", "")
	return i.Day() + " " + strings.TrimRight(clock, "0.")
}

// Compare is negative where i is earlier than other, positive where it is later, and 0 where they are equal.
func (i Instant) Compare(other Instant) int {
	if i.isISO() && other.isISO() {
		return strings.Compare(string(i), string(other)) // the same order as that of their keys
	}
	return strings.Compare(i.Key(), other.Key())
}

// isISO reports whether the text has the format of ISO.
func (i Instant) isISO() bool {
	return len(i) == len(isoForm) && i[dayLength] == 'T' && i[19] == '.' && i[len(isoForm)-1] != 'Z'
}

// Seconds returns the seconds from start to i, and false if one of them is no time.
func (i Instant) Seconds(start Instant) (float64, bool) {
	from, ok := start.Time()
	to, ok2 := i.Time()
	if !ok || !ok2 {
		return 0, false
	}
	return to.Sub(from).Seconds(), true
}

// ISO returns t in UTC in the form of the service's own timestamps, with microseconds and without a suffix:
// "2026-01-11T05:57:50.199475".
func ISO(t time.Time) string { return t.UTC().Format(isoForm) }

// NewInstant returns t as an Instant in the form of ISO.
func NewInstant(t time.Time) Instant { return Instant(ISO(t)) }
