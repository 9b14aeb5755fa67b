package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/bench/process"
	"github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

// imports measures `htmlgraph import` of generated transcripts, and bare inserts of the rows that it stored.
func (b *bench) imports(ctx context.Context) error {
	if !b.lines {
		fmt.Printf("\n%-28s %8s %8s %8s %8s %10s %12s %8s\n", "htmlgraph import", "MB", "KB/line", "MB/s", "peak MB", "rows/s", "bare rows/s", "of bare")
	}
	for _, m := range transcripts.Mixes() {
		if err := b.importMix(ctx, m); err != nil {
			return fmt.Errorf("import, %s: %w", m.Name, err)
		}
	}
	return nil
}

func (b *bench) importMix(ctx context.Context, m transcripts.Mix) error {
	folder := filepath.Join(b.folder, "transcripts")
	size, lines, err := m.Generate(folder, b.megabytes*1e6)
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
			printLine("Import", m.Name, took)
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
	fmt.Printf("%-28s %8.0f %8.1f %8.1f %8.0f %10.0f %12.0f %7.0f%%\n", m.Name, float64(size)/1e6, float64(size)/1e3/float64(lines), speed.best,
		float64(peak)/1e6, best.best, bare.best, 100*best.best/bare.best)
	return nil
}

// importOnce runs the program. It returns the duration and the peak memory in bytes.
func (b *bench) importOnce(ctx context.Context, db, folder string) (took time.Duration, memory int64, err error) {
	usage, err := process.Run(ctx, b.binary, "import", "--db", db, folder)
	return usage.Wall, usage.Memory, err
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
