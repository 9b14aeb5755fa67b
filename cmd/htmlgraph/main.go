// Command htmlgraph shows what coding agents do.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/cli"
)

// patience is how long a command may take to end after a signal. What it stores is safe at any moment.
const patience = 4500 * time.Millisecond

func main() {
	os.Exit(run())
}

// run runs the command. A first SIGINT or SIGTERM asks it to end, a second one ends it at once.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		stop() // the next signal has its usual effect
		time.Sleep(patience)
		time.AfterFunc(patience/20, func() { os.Exit(cli.ExitInterrupted) }) // perhaps nobody reads the message
		fmt.Fprintln(os.Stderr, "htmlgraph: ended before its work was done")
		os.Exit(cli.ExitInterrupted)
	})
	return cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
