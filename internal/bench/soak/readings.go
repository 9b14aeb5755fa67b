package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/bench/process"
)

// The names of the figures that are read, beside the durations.
const (
	seriesMemory         = "resident memory"
	seriesHeap           = "heap after collection"
	seriesGoroutines     = "goroutines"
	seriesFiles          = "open files"
	seriesLog            = "write-ahead log"
	seriesFile           = "database file"
	seriesRows           = "stored events"
	seriesClients        = "stream clients"
	seriesCached         = "cached responses"
	seriesBeside         = "files beside database"
	seriesImporterMemory = "resident memory, import"
	seriesImporterFiles  = "open files, import"
)

// figures are the figures that are read, in the order of the table.
var figures = [...]struct{ name, unit string }{
	{seriesMemory, "MB"}, {seriesHeap, "MB"}, {seriesGoroutines, ""}, {seriesFiles, ""}, {seriesLog, "MB"}, {seriesFile, "MB"}, {seriesRows, ""},
	{seriesClients, ""}, {seriesCached, ""}, {seriesBeside, ""}, {seriesImporterMemory, "MB"}, {seriesImporterFiles, ""},
}

const megabyte = 1 << 20

// gauges are the figures that the server reports, by the name of their metric, with the factor to their unit. Go collects again when the
// heap is twice what the last collection left.
var gauges = map[string]struct {
	metric string
	factor float64
}{
	seriesMemory:     {"process_resident_memory_bytes", 1.0 / megabyte},
	seriesHeap:       {"go_memstats_next_gc_bytes", 0.5 / megabyte},
	seriesGoroutines: {"go_goroutines", 1},
	seriesFiles:      {"process_open_fds", 1},
	seriesClients:    {"htmlgraph_stream_clients", 1},
	seriesCached:     {"htmlgraph_cache_entries", 1},
}

// readFigures reads all figures once.
func (l *load) readFigures(ctx context.Context, db *sql.DB) (map[string]float64, error) {
	metrics, err := l.readMetrics(ctx)
	if err != nil {
		return nil, err
	}
	read := map[string]float64{}
	for name, gauge := range gauges {
		value, ok := metrics[gauge.metric]
		if !ok {
			return nil, fmt.Errorf("the server reports no %s", gauge.metric)
		}
		read[name] = value * gauge.factor
	}
	var rows float64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM agent_events").Scan(&rows); err != nil {
		return nil, err
	}
	memory, err := process.Memory(l.target.importer.ID())
	if err != nil {
		return nil, err
	}
	files, err := process.OpenFiles(l.target.importer.ID())
	if err != nil {
		return nil, err
	}
	read[seriesRows], read[seriesImporterMemory], read[seriesImporterFiles] = rows, float64(memory)/megabyte, float64(files)
	read[seriesLog], read[seriesFile] = sizeOf(l.target.db+"-wal"), sizeOf(l.target.db)
	read[seriesBeside], err = filesIn(filepath.Dir(l.target.db))
	return read, err
}

// readMetrics returns the metrics of the server that have no labels, by name.
func (l *load) readMetrics(ctx context.Context) (map[string]float64, error) {
	text, err := l.get(ctx, timedReads, "/metrics")
	if err != nil {
		return nil, err
	}
	values := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		name, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		if value, err := strconv.ParseFloat(number, 64); err == nil {
			values[name] = value
		}
	}
	return values, nil
}

// sizeOf returns the size of a file in MB, 0 for none.
func sizeOf(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(info.Size()) / megabyte
}

// filesIn counts the files in a folder and below, without those that are gone before they are counted.
func filesIn(folder string) (float64, error) {
	count := 0.0
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !entry.IsDir() {
			count++
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count files: %w", err)
	}
	return count, nil
}
