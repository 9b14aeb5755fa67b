package seed

import (
	"math/rand/v2"
	"time"
)

// stampForms are the timestamp formats in real files, weighted by their frequency.
var stampForms = []choice[string]{
	{60, "2006-01-02 15:04:05"},
	{25, "2006-01-02T15:04:05.000000"},
	{15, "2006-01-02T15:04:05.000000+00:00"},
}

// stamp returns at in one of the formats.
func stamp(random *rand.Rand, at time.Time) string { return at.UTC().Format(draw(random, stampForms)) }
