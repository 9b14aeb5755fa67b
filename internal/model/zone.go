package model

import (
	"time"
	_ "time/tzdata" // the zones are known on machines without zone files too
)

// IsZone reports whether a text is the IANA name of a time zone, such as Europe/Berlin. The zone of this machine has no name here.
func IsZone(name string) bool {
	_, ok := zone(name)
	return ok
}

// Zone returns the time zone of an IANA name, UTC for what is none.
func Zone(name string) *time.Location {
	if found, ok := zone(name); ok {
		return found
	}
	return time.UTC
}

func zone(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	found, err := time.LoadLocation(name)
	return found, err == nil
}
