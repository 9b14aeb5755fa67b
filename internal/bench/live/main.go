// Command live measures streams: server, clients and a writer as separate processes on loopback. It prints, side
// by side for several numbers of clients, how long it takes from a commit in another process to the last client, how
// many messages go out, and what a client costs in memory and an idle server in time.
//
// Usage: live BINARY, from the root of the project; `make bench-live` builds the binary and runs it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "clients" {
		exit(clients(os.Args[2], os.Args[3]))
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: live BINARY")
		os.Exit(2)
	}
	exit(run(os.Args[1]))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// sizes are the numbers of clients that are compared.
var sizes = []int{0, 1, 100, 1000, 5000}

func run(binary string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "htmlgraph-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what is left lies in the folder for temporary files
	db := filepath.Join(folder, "live.db")
	if out, err := exec.CommandContext(ctx, binary, "seed", "--events", "10000", "--db", db).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	fmt.Printf("%8s %10s %10s %12s %14s %12s\n", "clients", "p50", "p99", "messages/s", "KiB a client", "idle CPU")
	for _, size := range sizes {
		if err := measure(ctx, binary, db, size); err != nil {
			return fmt.Errorf("%d clients: %w", size, err)
		}
	}
	return nil
}
