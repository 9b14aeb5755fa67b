package main

import (
	"math"
	"slices"
)

// series are the readings of one figure over the run, in the order of time; NaN is one that was not taken.
type series struct {
	name, unit string
	margin     margin
	values     []float64
}

// The parts of the readings that are compared. Before the first window, the load warms up: the database fills, and so do caches.
const (
	firstFrom, firstTo = 0.2, 0.4
	lastFrom           = 0.8
)

// windows returns the readings of the first and of the last window.
func (s series) windows() (first, last []float64) {
	n := float64(len(s.values))
	return s.values[int(n*firstFrom):int(n*firstTo)], s.values[int(n*lastFrom):]
}

// level returns what is compared of a window: the median or, of times, the lower quartile. Other work on the machine makes times longer, and
// never shorter; a leak makes all of them longer.
func (s series) level(window []float64) float64 {
	if s.margin.isTime {
		return quantile(window, 25)
	}
	return median(window)
}

// judged is a series with its verdict.
type judged struct {
	series
	// start and end are the levels of both windows, allowed the largest end that is no growth.
	start, end, allowed float64
	grows               bool
}

// judge compares both windows of a series. A window without readings counts as growth: nothing shows that there is none.
func judge(s series, slowdown float64) judged {
	first, last := s.windows()
	j := judged{series: s, start: s.level(first), end: s.level(last)}
	j.allowed = s.margin.allowed(j.start, slowdown)
	j.grows = !(j.end <= j.allowed)
	return j
}

// slowdown returns the factor by which the reference became slower from the first to the last window, 1 where it is not known.
func slowdown(reference series) float64 {
	first, last := reference.windows()
	factor := reference.level(last) / reference.level(first)
	if math.IsNaN(factor) || math.IsInf(factor, 0) {
		return 1
	}
	return max(1, factor)
}

// median returns the median of the readings that were taken, NaN for none.
func median(values []float64) float64 { return quantile(values, 50) }

// quantile returns a percentile of the readings that were taken, NaN for none.
func quantile(values []float64, percent int) float64 {
	taken := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(taken) == 0 {
		return math.NaN()
	}
	slices.Sort(taken)
	return taken[(len(taken)-1)*percent/100]
}
