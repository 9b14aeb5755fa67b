package main

import (
	"math"
	"slices"
	"testing"
)

// over returns ten readings: two each of the warm-up, the first window and the last one, and four between the windows.
func over(warmUp, first, between, last [2]float64) []float64 {
	return slices.Concat(warmUp[:], first[:], between[:], between[:], last[:])
}

func pair(value float64) [2]float64 { return [2]float64{value, value} }

func TestASeriesGrowsIfItsLastWindowIsAboveTheMargin(t *testing.T) {
	none := math.NaN()
	for name, test := range map[string]struct {
		values []float64
		grows  bool
	}{
		"stays the same":                      {over(pair(100), pair(100), pair(100), pair(100)), false},
		"is within the margin":                {over(pair(100), pair(100), pair(105), pair(115)), false},
		"is above the margin":                 {over(pair(100), pair(100), pair(105), pair(116)), true},
		"shrinks":                             {over(pair(100), pair(100), pair(50), pair(10)), false},
		"grows while it warms up":             {over(pair(10), pair(100), pair(100), pair(100)), false},
		"is higher for a while":               {over(pair(100), pair(100), pair(900), pair(100)), false},
		"has one high reading at its end":     {over(pair(100), pair(100), pair(100), [2]float64{100, 900}), false},
		"has readings that were not taken":    {over(pair(none), [2]float64{none, 100}, pair(none), [2]float64{none, 100}), false},
		"grows, with readings not taken":      {over(pair(none), [2]float64{none, 100}, pair(none), [2]float64{none, 900}), true},
		"was not read in the first window":    {over(pair(100), pair(none), pair(100), pair(100)), true},
		"was not read in the last window":     {over(pair(100), pair(100), pair(100), pair(none)), true},
		"was never read":                      {nil, true},
		"is zero, and stays within the slack": {over(pair(0), pair(0), pair(0), pair(5)), false},
		"is zero, and exceeds the slack":      {over(pair(0), pair(0), pair(0), pair(6)), true},
	} {
		t.Run(name, func(t *testing.T) {
			j := judge(series{name: name, margin: margin{factor: 1.1, slack: 5}, values: test.values}, 1)
			if j.grows != test.grows {
				t.Errorf("grows: %v, from %v to %v, allowed %v", j.grows, j.start, j.end, j.allowed)
			}
			if names := growing([]judged{j}); slices.Contains(names, name) != test.grows {
				t.Errorf("growing: %v", names)
			}
		})
	}
}

func TestTimesMayGrowAsTheReferenceDoes(t *testing.T) {
	readings := over(pair(10), pair(10), pair(20), pair(30))
	for name, test := range map[string]struct {
		reference []float64
		isTime    bool
		grows     bool
	}{
		"the machine became slower":          {over(pair(1), pair(1), pair(2), pair(3)), true, false},
		"it became slower, but not as much":  {over(pair(1), pair(1), pair(1), pair(1.5)), true, true},
		"it stayed as fast":                  {over(pair(1), pair(1), pair(1), pair(1)), true, true},
		"it became faster":                   {over(pair(1), pair(1), pair(1), pair(0.1)), true, true},
		"the reference was not taken":        {nil, true, true},
		"what is no time depends on no time": {over(pair(1), pair(1), pair(2), pair(3)), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			slower := slowdown(series{margin: margin{isTime: true}, values: test.reference})
			if j := judge(series{margin: margin{factor: 1.1, isTime: test.isTime}, values: readings}, slower); j.grows != test.grows {
				t.Errorf("grows: %v, slower by %v, allowed %v", j.grows, slower, j.allowed)
			}
		})
	}
}

// TestTimesAreComparedByTheirLowerQuartile: a window of which a part was disturbed by other work on the machine shows no growth.
func TestTimesAreComparedByTheirLowerQuartile(t *testing.T) {
	quiet := []float64{9, 9, 9, 9, 10, 10, 10, 10}
	for name, test := range map[string]struct {
		last  []float64
		grows bool
	}{
		"all readings stay":         {[]float64{10, 9, 10, 9, 10, 9, 10, 9}, false},
		"most readings are longer":  {[]float64{9, 30, 30, 9, 30, 30, 30, 30}, false},
		"all readings are longer":   {[]float64{13, 13, 13, 13, 13, 13, 13, 13}, true},
		"one reading is not longer": {[]float64{9, 30, 30, 30, 30, 30, 30, 30}, true},
	} {
		t.Run(name, func(t *testing.T) {
			between := make([]float64, 16)
			values := slices.Concat(quiet, quiet, between, test.last)
			if j := judge(series{margin: margin{factor: 1.2, isTime: true}, values: values}, 1); j.grows != test.grows {
				t.Errorf("grows: %v, from %v to %v, allowed %v", j.grows, j.start, j.end, j.allowed)
			}
		})
	}
}

func TestEverySeriesHasAMargin(t *testing.T) {
	for _, j := range (&history{}).verdicts() {
		if j.margin.factor < 1 || j.margin.slack <= 0 {
			t.Errorf("%s: %+v", j.name, j.margin)
		}
	}
}

func TestQuantiles(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	for name, test := range map[string]struct {
		values  []float64
		percent int
		want    float64
	}{
		"the median":                {hundred, 50, 50},
		"the 99th percentile":       {hundred, 99, 99},
		"of one":                    {[]float64{7}, 99, 7},
		"of those that were taken":  {[]float64{math.NaN(), 3, math.NaN(), 1, 2}, 50, 2},
		"the median of two is less": {[]float64{4, 2}, 50, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if got := quantile(test.values, test.percent); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if got := quantile(nil, 50); !math.IsNaN(got) {
		t.Errorf("the median of nothing is %v", got)
	}
}
