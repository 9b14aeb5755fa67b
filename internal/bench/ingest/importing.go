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

// imports measures `htmlgraph import` of folders of transcripts, beside bare inserts of the rows that it stored.
func (b *bench) imports(ctx context.Context) error {
	if !b.lines {
		fmt.Printf("\n%-28s %8s %8s %8s %8s %10s %12s %8s\n", "htmlgraph import", "MB", "KB/line", "MB/s", "peak MB", "rows/s", "bare rows/s", "of bare")
	}
	for _, m := range mixes {
		if err := b.importing(ctx, m); err != nil {
			return fmt.Errorf("import, %s: %w", m.name, err)
		}
	}
	return nil
}

func (b *bench) importing(ctx context.Context, m mix) error {
	folder := filepath.Join(b.folder, "transcripts")
	size, lines, err := m.generate(folder, b.megabytes*1e6)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // all of it goes at the end
	var best, bare, speed rate
	peak := int64(0)
	for range b.rounds {
		db := b.fresh()
		took, memory, err := b.importOnce(ctx, db, folder)
		if err != nil {
			return err
		}
		if b.lines {
			printLine("Import", m.name, took)
			continue
		}
		all, count, err := stored(ctx, db)
		if err != nil {
			return err
		}
		peak = max(peak, memory)
		speed.note(float64(size) / 1e6 / took.Seconds())
		best.note(float64(count) / took.Seconds())
		if took, err = b.inserted(ctx, all, listLength); err != nil {
			return err
		}
		bare.note(float64(count) / took.Seconds())
		if err := b.forget(); err != nil {
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

// importOnce runs the program and returns how long it took, and how much memory it had at most.
func (b *bench) importOnce(ctx context.Context, db, folder string) (took time.Duration, memory int64, err error) {
	var out bytes.Buffer
	command := exec.CommandContext(ctx, b.binary, "import", "--db", db, folder)
	command.Stdout, command.Stderr = &out, &out
	began := time.Now()
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
			return time.Since(began), memory, nil
		case <-ticker.C:
			memory = max(memory, peakOf(command.Process.Pid))
		}
	}
}

// peakOf returns how much memory a process had at most until now, 0 for one that is over. What the system tells at its end cannot be
// used: it counts the memory of this process, of which it began as a copy.
func peakOf(pid int) int64 {
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

// forget removes the databases so far.
func (b *bench) forget() error {
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
