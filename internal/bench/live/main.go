// Command live measures streams, with the server, the clients and a writer as separate processes on loopback. For several numbers of
// clients it prints the delay from a commit in another process to the last client, the messages per second, the memory per client,
// and the processor time and context switches of the idle server. An idle server with clients only pings them.
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

// sizes are the measured numbers of clients.
var sizes = []int{0, 1, 100, 1000, 5000}

func run(binary string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "htmlgraph-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system cleans up temporary files
	db := filepath.Join(folder, "live.db")
	if out, err := exec.CommandContext(ctx, binary, "seed", "--events", "10000", "--db", db).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	fmt.Printf("%8s %10s %10s %12s %14s %10s %16s\n", "clients", "p50", "p99", "messages/s", "KiB a client", "idle CPU", "idle switches/s")
	for _, size := range sizes {
		if err := measure(ctx, binary, db, size); err != nil {
			return fmt.Errorf("%d clients: %w", size, err)
		}
	}
	return nil
}
