package web

import (
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// chart is a bar chart. The page also shows its numbers as a table, from which a script draws the bars.
type chart struct {
	// ID is the prefix of the ids of its elements. Title is the heading, Unit the heading of the first column, Each the range
	// that one bar covers, such as "an hour".
	ID, Title, Unit, Each string
	// Step is the time that one bar covers in seconds, 0 where bars are not times.
	Step int
	// UTC is true where days are days in UTC.
	UTC  bool
	Bars []chartBar
	// Total is the sum of all bars, Most the value of the highest one.
	Total, Most int64
}

// chartBar is one bar.
type chartBar struct {
	// Name is the label of a bar that is not a time.
	Name string
	// At is the beginning of the time that a bar covers.
	At     time.Time
	Events int64
}

// Instant returns the beginning of the bar, as a page shows it.
func (b chartBar) Instant() model.Instant { return model.NewInstant(b.At) }

// Seconds returns the beginning of the bar in Unix seconds, for the script that draws it.
func (b chartBar) Seconds() string { return strconv.FormatInt(b.At.Unix(), 10) }

// Day returns the day that the bar covers.
func (b chartBar) Day() string { return b.At.Format(time.DateOnly) }

func (c *chart) add(bar chartBar) {
	c.Bars = append(c.Bars, bar)
	c.Total += bar.Events
	c.Most = max(c.Most, bar.Events)
}

func hoursChart(hours []analytics.Hour) chart {
	c := chart{ID: "hours", Title: "Events per hour, last 24 hours", Unit: "Hour from", Each: "an hour", Step: int(time.Hour.Seconds())}
	for _, hour := range hours {
		c.add(chartBar{At: hour.Start, Events: hour.Events})
	}
	return c
}

func daysChart(days []analytics.Day) chart {
	c := chart{ID: "days", Title: "Events per day", Unit: "Day (UTC)", Each: "a day", Step: int((24 * time.Hour).Seconds()), UTC: true}
	for _, day := range days {
		c.add(chartBar{At: day.Start, Events: day.Events})
	}
	return c
}

// bucketNames are the labels of the duration buckets, in the order of the summary.
var bucketNames = [summary.BucketCount]string{"under 1 s", "1–5 s", "5–10 s", "10–30 s", "over 30 s"}

func durationsChart(buckets [summary.BucketCount]int64) chart {
	c := chart{ID: "durations", Title: "How long events take", Unit: "Duration", Each: "a range"}
	for i, n := range buckets {
		c.add(chartBar{Name: bucketNames[i], Events: n})
	}
	return c
}

// percentage returns part/whole as an SVG length, between "0%" and "100.00%".
func percentage(part, whole int64) string {
	if part <= 0 || whole <= 0 {
		return "0%"
	}
	return length(float64(part) / float64(whole))
}

// length returns a share between 0 and 1 as an SVG length.
func length(part float64) string {
	return strconv.FormatFloat(100*min(max(part, 0), 1), 'f', 2, 64) + "%"
}
