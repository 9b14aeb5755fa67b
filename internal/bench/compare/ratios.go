package main

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// line matches the name and the time of a benchmark: "BenchmarkCached/events=10000/feed-2   1234   5678 ns/op". The number of
// processors behind the name is left out.
var line = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op`)

// parse returns the nanoseconds per operation of each benchmark in the output of a run.
func parse(output string) map[string]float64 {
	times := map[string]float64{}
	for text := range strings.Lines(output) {
		match := line.FindStringSubmatch(text)
		if match == nil {
			continue
		}
		if ns, err := strconv.ParseFloat(match[2], 64); err == nil && ns > 0 {
			times[match[1]] = ns
		}
	}
	return times
}

// ratios holds, for each benchmark, the logarithms of new time by old time, one for each pair, and the times themselves.
type ratios struct {
	names      []string
	logs       map[string][]float64
	old, fresh map[string][]float64
}

func newRatios() *ratios {
	return &ratios{logs: map[string][]float64{}, old: map[string][]float64{}, fresh: map[string][]float64{}}
}

// add adds a pair of runs. Benchmarks that only one side has are left out.
func (r *ratios) add(before, after map[string]float64) {
	for name, ns := range before {
		other, ok := after[name]
		if !ok {
			continue
		}
		if r.logs[name] == nil {
			r.names = append(r.names, name)
		}
		r.logs[name] = append(r.logs[name], math.Log(other/ns))
		r.old[name], r.fresh[name] = append(r.old[name], ns), append(r.fresh[name], other)
	}
}

// print writes a line per benchmark and reports whether one is slower: the 95 % interval of its ratio lies above the limit.
func (r *ratios) print(to io.Writer, limit float64) (slower bool) {
	slices.Sort(r.names)
	fmt.Fprintf(to, "%-44s %12s %12s %7s %16s\n", "benchmark", "old ms", "new ms", "ratio", "95 % interval")
	for _, name := range r.names {
		middle, low, high := interval(r.logs[name])
		verdict := ""
		if low > limit {
			verdict, slower = "  slower", true
		}
		fmt.Fprintf(to, "%-44s %12.3f %12.3f %7.2f %7.2f to %5.2f%s\n", name, median(r.old[name])/1e6, median(r.fresh[name])/1e6, middle, low, high, verdict)
	}
	return slower
}

// interval returns the geometric mean of ratios, given as logarithms, and the bounds of its 95 % interval by Student's t.
func interval(logs []float64) (middle, low, high float64) {
	n := float64(len(logs))
	sum, squares := 0.0, 0.0
	for _, x := range logs {
		sum += x
	}
	mean := sum / n
	for _, x := range logs {
		squares += (x - mean) * (x - mean)
	}
	if n < 2 {
		return math.Exp(mean), 0, math.Inf(1)
	}
	margin := student(len(logs)-1) * math.Sqrt(squares/(n-1)/n)
	return math.Exp(mean), math.Exp(mean - margin), math.Exp(mean + margin)
}

// student returns the two-sided 95 % quantile of Student's t distribution.
func student(degrees int) float64 {
	table := []float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086}
	if degrees <= len(table) {
		return table[degrees-1]
	}
	const normal = 1.960
	return normal + 2.5/float64(degrees) // at most 0.002 above the exact value
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}
