// Command htmlgraph shows what coding agents do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/htmlgraph/htmlgraph/internal/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
