// Command ingest measures the speed of ingestion relative to SQLite. For each way in, it prints the speed of the program and, from
// the same run, the speed of bare inserts of the rows that the program stored, with the same columns, indexes, pragmas and
// transaction sizes. Rounds alternate between the two; the best round of each counts.
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
	rounds := flag.Int("rounds", 3, "`number` of rounds; the best one counts")
	megabytes := flag.Int("megabytes", 200, "`size` of each folder of transcripts")
	lists := flag.Int("lists", 100, "`number` of posted lists of 500 events")
	singles := flag.Int("singles", 10_000, "`number` of events posted one by one")
	only := flag.String("only", "", "measure only `post` or import")
	lines := flag.Bool("benchmark", false, "print lines of Go benchmarks, without bare inserts")
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

// bench holds the parameters of a run, and its temporary folder.
type bench struct {
	binary, folder    string
	rounds, megabytes int
	lists, singles    int
	databases         int
	// lines prints each round as a line of a Go benchmark, for programs that compare two binaries.
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
	defer os.RemoveAll(folder) //nolint:errcheck // the system cleans up temporary files
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
