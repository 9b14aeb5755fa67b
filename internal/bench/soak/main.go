// Command soak puts a bounded, mixed load on the server for a time, and fails if anything grows that should stay as it is. The load is
// that of a busy machine: hooks by the command, events posted to the API, telemetry, transcripts that grow (read by the server and by
// `import --watch`), clients of streams that come and go, pages and reads, and `prune`, `forget` and `backup` beside them.
//
// The database keeps its size: the load has a clock of its own, on which a day takes seconds, and each day `prune` deletes the days before
// the last four. Hooks have the time of the machine; their sessions are deleted by `forget`. So what grows is a leak. After a warm-up, a
// first and a last window are compared; margins.go states by how much they may differ.
//
// Usage: soak [--duration D] BINARY; `make soak` builds the binary and runs it. It needs /proc.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	duration := flag.Duration("duration", 20*time.Minute, "how long the load lasts")
	flag.Parse()
	if flag.NArg() != 1 || *duration < shortest {
		fmt.Fprintf(os.Stderr, "usage: soak [--duration D] BINARY, with a duration of at least %s\n", shortest)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	result, err := run(ctx, flag.Arg(0), *duration, os.Stdout)
	stop()
	if err == nil {
		err = result.verdict()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}
