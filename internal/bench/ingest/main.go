// Command ingest measures how fast events come in, beside SQLite itself: for each way in it prints what the whole program takes, and
// what bare inserts of the very rows that it stored take in the same run, with the same columns, indexes, pragmas and
// transactions. Rounds alternate, and of each the best counts.
//
// Usage: ingest [--rounds N] [--megabytes N] BINARY; `make bench-ingest` builds the binary and runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 3, "how often each is measured; the best `number` counts")
	megabytes := flag.Int("megabytes", 200, "the `size` of each folder of transcripts")
	lists := flag.Int("lists", 100, "how `many` lists of 500 events are posted")
	singles := flag.Int("singles", 10_000, "how `many` events are posted one by one")
	only := flag.String("only", "", "measure `post` or import alone")
	lines := flag.Bool("benchmark", false, "print the lines of Go benchmarks, and leave bare inserts out")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: ingest [--rounds N] [--megabytes N] BINARY")
		os.Exit(2)
	}
	b := bench{binary: flag.Arg(0), rounds: *rounds, megabytes: *megabytes, lists: *lists, singles: *singles, lines: *lines}
	if err := b.run(*only); err != nil {
		fmt.Fprintln(os.Stderr, "ingest:", err)
		os.Exit(1)
	}
}

// bench is what is measured, in a folder of its own.
type bench struct {
	binary, folder    string
	rounds, megabytes int
	lists, singles    int
	databases         int
	// lines has each round printed as a line of a Go benchmark, for programs that compare two binaries.
	lines bool
}

// printLine prints a round as a line of a Go benchmark.
func printLine(group, name string, took time.Duration) {
	fmt.Printf("Benchmark%s/%s 1 %d ns/op\n", group, strings.ReplaceAll(name, " ", "-"), took.Nanoseconds())
}

func (b *bench) run(only string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "htmlgraph-ingest-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what is left lies in the folder for temporary files
	b.folder = folder
	if only != "import" {
		if err := b.posts(ctx); err != nil {
			return err
		}
	}
	if only != "post" {
		return b.imports(ctx)
	}
	return nil
}
