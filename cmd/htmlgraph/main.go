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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
