package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// imports measures `htmlgraph import` of generated transcripts, and bare inserts of the rows that it stored.
func (b *bench) imports(ctx context.Context) error {
	if !b.lines {
		fmt.Printf("\n%-28s %8s %8s %8s %8s %10s %12s %8s\n", "htmlgraph import", "MB", "KB/line", "MB/s", "peak MB", "rows/s", "bare rows/s", "of bare")
	}
	for _, m := range mixes {
		if err := b.importMix(ctx, m); err != nil {
			return fmt.Errorf("import, %s: %w", m.name, err)
		}
	}
	return nil
}

func (b *bench) importMix(ctx context.Context, m mix) error {
	folder := filepath.Join(b.folder, "transcripts")
	size, lines, err := m.generate(folder, b.megabytes*1e6)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the parent folder is removed at the end
	var best, bare, speed rate
	peak := int64(0)
	for range b.rounds {
		db := b.newPath()
		took, memory, err := b.importOnce(ctx, db, folder)
		if err != nil {
			return err
		}
		if b.lines {
			printLine("Import", m.name, took)
			continue
		}
		all, count, err := readRows(ctx, db)
		if err != nil {
			return err
		}
		peak = max(peak, memory)
		speed.add(float64(size) / 1e6 / took.Seconds())
		best.add(float64(count) / took.Seconds())
		if took, err = b.insertRows(ctx, all, listLength); err != nil {
			return err
		}
		bare.add(float64(count) / took.Seconds())
		if err := b.removeDatabases(); err != nil {
			return err
		}
	}
	if b.lines {
		return nil
	}
	fmt.Printf("%-28s %8.0f %8.1f %8.1f %8.0f %10.0f %12.0f %7.0f%%\n", m.name, float64(size)/1e6, float64(size)/1e3/float64(lines), speed.best,
		float64(peak)/1e6, best.best, bare.best, 100*best.best/bare.best)
	return nil
}

// importOnce runs the program. It returns the duration and the peak memory in bytes.
func (b *bench) importOnce(ctx context.Context, db, folder string) (took time.Duration, memory int64, err error) {
	var out bytes.Buffer
	command := exec.CommandContext(ctx, b.binary, "import", "--db", db, folder)
	command.Stdout, command.Stderr = &out, &out
	startedAt := time.Now()
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				return 0, 0, fmt.Errorf("%w: %s", err, out.String())
			}
			return time.Since(startedAt), memory, nil
		case <-ticker.C:
			memory = max(memory, peakMemory(command.Process.Pid))
		}
	}
}

// peakMemory returns the peak memory of a running process in bytes, 0 for one that has ended. The usage that the system reports at
// the end of a process is too high: it includes the memory of the process from which it was forked.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}

// removeDatabases removes all databases created so far.
func (b *bench) removeDatabases() error {
	files, err := filepath.Glob(filepath.Join(b.folder, "*.db*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
