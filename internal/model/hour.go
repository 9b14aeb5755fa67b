package model

// Hour is an hour of the clock in the form of a key, such as "2026-03-18 15". Of a text that is not a timestamp it is the beginning of its
// key.
type Hour string

// hourLength is the length of an hour of a timestamp.
const hourLength = len("2006-01-02 15")

// Hour returns the hour in which the instant lies.
func (i Instant) Hour() Hour {
	key := i.Key()
	return Hour(key[:min(len(key), hourLength)])
}

// Day returns the day of the hour.
func (h Hour) Day() string { return Instant(h).Day() }

// Clock returns the two digits of the hour, "" where the text is not a timestamp.
func (h Hour) Clock() string {
	if len(h) < hourLength {
		return ""
	}
	return string(h[hourLength-2:])
}

// HoldHour reports whether the whole of an hour lies within the bounds.
func (b Bounds) HoldHour(h Hour) bool {
	if len(h) < hourLength { // it is the whole key
		return (b.Since == "" || string(h) >= b.Since.Key()) && (b.Until == "" || string(h) <= b.Until.Key())
	}
	return (b.Since == "" || h > b.Since.Hour()) && (b.Until == "" || h < b.Until.Hour())
}

// EdgeHours returns the hours of the bounds, of which a part may lie within them: none to two.
func (b Bounds) EdgeHours() []Hour {
	var hours []Hour
	if b.Since != "" {
		hours = append(hours, b.Since.Hour())
	}
	if b.Until != "" && (b.Since == "" || b.Until.Hour() != b.Since.Hour()) {
		hours = append(hours, b.Until.Hour())
	}
	return hours
}
