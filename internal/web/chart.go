package web

import (
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/analytics"
	"github.com/htmlgraph/htmlgraph/internal/service/summary"
)

// chart is a picture of bars with the numbers that it is drawn from.
type chart struct {
	// ID is that of its elements, Title what it shows, Unit what a bar stands for, and Each one of these.
	ID, Title, Unit, Each string
	// Step is the length of a bar in seconds, 0 where bars stand for no time.
	Step int
	// UTC says that its days are those of UTC.
	UTC  bool
	Bars []chartBar
	// Total and Most add up the bars and name the highest.
	Total, Most int64
}

// chartBar is one bar.
type chartBar struct {
	// Name is that of a bar that stands for no time.
	Name string
	// At is where a bar that stands for some time begins.
	At     time.Time
	Events int64
}

// Instant is where the bar begins, as a page shows it.
func (b chartBar) Instant() model.Instant { return model.InstantOf(b.At) }

// Seconds is where the bar begins, for the script that draws it.
func (b chartBar) Seconds() string { return strconv.FormatInt(b.At.Unix(), 10) }

// Day is the day that the bar stands for.
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

// bucketNames are the names of the buckets in the order of the summary.
var bucketNames = [summary.BucketCount]string{"under 1 s", "1–5 s", "5–10 s", "10–30 s", "over 30 s"}

func durationsChart(buckets [summary.BucketCount]int64) chart {
	c := chart{ID: "durations", Title: "How long events take", Unit: "Duration", Each: "a range"}
	for i, n := range buckets {
		c.add(chartBar{Name: bucketNames[i], Events: n})
	}
	return c
}

// percentage returns part of whole as the length of a bar.
func percentage(part, whole int64) string {
	if part <= 0 || whole <= 0 {
		return "0%"
	}
	return length(float64(part) / float64(whole))
}

// length returns a part, from 0 to 1, as the length of a bar.
func length(part float64) string {
	return strconv.FormatFloat(100*min(max(part, 0), 1), 'f', 2, 64) + "%"
}
