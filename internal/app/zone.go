package app

import (
	"os"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// localClock returns the time in the zone of this machine, which has its IANA name where that can be found out.
func localClock() func() time.Time {
	zone := localZone(os.Getenv("TZ"), "/etc/localtime")
	return func() time.Time { return time.Now().In(zone) }
}

// localZone returns the zone of this machine by the name in the environment or in the path to which a link leads.
func localZone(variable, link string) *time.Location {
	name := strings.TrimPrefix(variable, ":")
	if name == "" {
		target, _ := os.Readlink(link)
		_, name, _ = strings.Cut(target, "zoneinfo/")
	}
	if model.IsZone(name) {
		return model.Zone(name)
	}
	return time.Local
}
