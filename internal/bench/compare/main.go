// Command compare measures two programs against each other. Each prints the lines of Go benchmarks; they run in turn, so that both
// meet the same noise of the machine, and each pair of runs gives one ratio per benchmark.
//
// Usage: compare [--pairs N] OLD NEW, where OLD and NEW are shell commands; `make bench-compare BASE=REVISION` builds and runs both sides.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

func main() {
	pairs := flag.Int("pairs", 10, "how `many` pairs of runs are measured")
	slower := flag.Float64("slower", 1.05, "the `ratio` above which a benchmark counts as slower")
	flag.Parse()
	if flag.NArg() != 2 || *pairs < 2 {
		fmt.Fprintln(os.Stderr, "usage: compare [--pairs N] OLD NEW, with at least two pairs")
		os.Exit(2)
	}
	slow, err := measure(flag.Arg(0), flag.Arg(1), *pairs, *slower)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
	}
	if err != nil || slow {
		os.Exit(1)
	}
}

// measure compares both commands and prints the ratios. It reports whether a benchmark is slower.
func measure(before, after string, pairs int, limit float64) (slower bool, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	found, err := compare(ctx, before, after, pairs)
	if err != nil {
		return false, err
	}
	return found.print(os.Stdout, limit), nil
}

// compare runs both commands in turn. The order changes from pair to pair: the second run of a pair may find a warmer machine.
func compare(ctx context.Context, before, after string, pairs int) (*ratios, error) {
	found := newRatios()
	for pair := range pairs {
		fmt.Fprintf(os.Stderr, "pair %d of %d\n", pair+1, pairs)
		commands := []string{before, after}
		if pair%2 == 1 {
			commands[0], commands[1] = after, before
		}
		first, err := run(ctx, commands[0])
		if err != nil {
			return nil, err
		}
		second, err := run(ctx, commands[1])
		if err != nil {
			return nil, err
		}
		if pair%2 == 1 {
			first, second = second, first
		}
		found.add(first, second)
	}
	return found, nil
}

// run runs a shell command and returns the nanoseconds of each benchmark in its output.
func run(ctx context.Context, command string) (map[string]float64, error) {
	c := exec.CommandContext(ctx, "sh", "-c", command)
	c.Stderr = os.Stderr
	output, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", command, err, output)
	}
	return parse(string(output)), nil
}
