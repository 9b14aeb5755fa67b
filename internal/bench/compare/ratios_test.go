package main

import (
	"math"
	"strings"
	"testing"
)

func TestParseReadsTheTimesOfBenchmarks(t *testing.T) {
	got := parse("goos: linux\nBenchmarkCached/events=10000/feed-2   \t 1234\t  5678.5 ns/op\t 3.0 KiB\nBenchmarkImport/long 1 2000 ns/op\nPASS\n")
	if len(got) != 2 || got["Cached/events=10000/feed"] != 5678.5 || got["Import/long"] != 2000 {
		t.Errorf("got %v", got)
	}
}

func TestASlowerBenchmarkIsNamed(t *testing.T) {
	cases := []struct {
		name   string
		ratios []float64
		slower bool
	}{
		{"the same", []float64{1, 1.01, 0.99, 1}, false},
		{"slower in every pair", []float64{1.2, 1.21, 1.19, 1.2}, true},
		{"slower on average, but the interval reaches below the limit", []float64{0.8, 1.6, 0.9, 1.5}, false},
		{"faster", []float64{0.5, 0.5, 0.51, 0.49}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRatios()
			for _, ratio := range c.ratios {
				r.add(map[string]float64{"A": 100, "only old": 1}, map[string]float64{"A": 100 * ratio})
			}
			var out strings.Builder
			if got := r.print(&out, 1.05); got != c.slower || strings.Contains(out.String(), "slower") != c.slower {
				t.Errorf("slower is %v, want %v:\n%s", got, c.slower, out.String())
			}
			if strings.Contains(out.String(), "only old") {
				t.Error("a benchmark of one side alone is listed")
			}
		})
	}
}

// The expected bounds are the mean of the logarithms plus and minus 4.303 standard errors.
func TestTheIntervalIsThatOfStudent(t *testing.T) {
	middle, low, high := interval([]float64{math.Log(1.1), math.Log(1.2), math.Log(1.3)})
	for _, pair := range [][2]float64{{middle, 1.1972}, {low, 0.9728}, {high, 1.4734}} {
		if math.Abs(pair[0]-pair[1]) > 0.001 {
			t.Errorf("got %.4f %.4f %.4f", middle, low, high)
			break
		}
	}
}
