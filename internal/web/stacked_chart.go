package web

import (
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// stackedChart is a chart of bars whose parts are groups, as the server draws it. Its numbers are also in a table.
type stackedChart struct {
	// Width and Height are the size of the drawing in its own units.
	Width, Height int
	Bars          []stackedBar
	// Ticks are the lines at round values.
	Ticks []chartTick
	Unit  string
}

// stackedBar is one bar with its parts, from the bottom to the top.
type stackedBar struct {
	Name, Path string
	// X and Width are its place. Hatch is true of a bar whose time is not over.
	X, Width float64
	Hatch    bool
	// Total is its value in words, and Top where it begins.
	Total       string
	Top, Height float64
	Parts       []barPart
	// Label is the text below it, "" for none.
	Label string
	// Middle is where the label stands.
	Middle float64
}

// barPart is a part of a bar.
type barPart struct {
	Key       int
	Y, Height float64
	Text      string
}

// chartTick is a line at a round value.
type chartTick struct {
	Y    float64
	Text string
}

// The measures of the chart.
const (
	chartWidth   = 960
	chartHeight  = 220
	chartLeft    = 56
	chartBottom  = 22
	chartTop     = 8
	mostLabels   = 8
	barShare     = 0.8
	smallestPart = 0.5
)

// newStackedChart returns the chart of steps, oldest first.
func newStackedChart(steps []usageStep, groups []usageGroup, unit string, now time.Time) stackedChart {
	c := stackedChart{Width: chartWidth, Height: chartHeight, Unit: unit}
	value := func(s model.Spent) float64 {
		if unit == unitTokens {
			return float64(s.Total)
		}
		return s.Cost.USD()
	}
	words := func(s model.Spent) string {
		if unit == unitTokens {
			return separated(s.Total) + " tokens"
		}
		return usd(s.Cost.USD())
	}
	most := 0.0
	for _, step := range steps {
		most = max(most, value(step.Total))
	}
	if most <= 0 || len(steps) == 0 {
		return c
	}
	tick := roundStep(most / 3)
	top := tick * float64(int(most/tick)+1)
	scale := (chartHeight - chartBottom - chartTop) / top
	for at := 0.0; at <= top; at += tick {
		c.Ticks = append(c.Ticks, chartTick{Y: chartHeight - chartBottom - at*scale, Text: tickText(at, unit)})
	}
	slot := float64(chartWidth-chartLeft) / float64(len(steps))
	each := max(1, (len(steps)+mostLabels-1)/mostLabels)
	for i, step := range steps {
		bar := stackedBar{
			Name: step.Name, Path: step.Path, X: chartLeft + slot*(float64(i)+(1-barShare)/2), Width: slot * barShare, Total: words(step.Total),
			Hatch: step.Contains(now), Middle: chartLeft + slot*(float64(i)+0.5),
		}
		y := float64(chartHeight - chartBottom)
		for key, part := range step.Parts {
			height := value(part) * scale
			if height <= 0 {
				continue
			}
			height = max(height, smallestPart)
			y -= height
			bar.Parts = append(bar.Parts, barPart{Key: key, Y: y, Height: height, Text: step.Name + " · " + orText("not named", cut(60, groups[key].Label)) + ": " + words(part)})
		}
		bar.Top, bar.Height = y, float64(chartHeight-chartBottom)-y
		if i%each == 0 {
			bar.Label = shortName(step)
		}
		c.Bars = append(c.Bars, bar)
	}
	return c
}

// roundStep returns the next of 1, 2 and 5 times a power of ten that is not less than a value.
func roundStep(value float64) float64 {
	power := 1.0
	for power*10 <= value {
		power *= 10
	}
	for power > value {
		power /= 10
	}
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= value {
			return factor * power
		}
	}
	return 10 * power
}

// tickText returns a round value as it stands at its line.
func tickText(value float64, unit string) string {
	if unit != unitTokens {
		return usd(value)
	}
	for _, each := range []struct {
		unit float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if value >= each.unit {
			return strconv.FormatFloat(value/each.unit, 'f', -1, 64) + each.name
		}
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// shortName returns the name of a step below its bar.
func shortName(step usageStep) string {
	if step.To.Sub(step.From) <= time.Hour {
		return step.From.Format("15:04")
	}
	if step.To.Sub(step.From) > 8*24*time.Hour {
		return step.From.Format("Jan 2006")
	}
	return step.From.Format("2 Jan")
}
