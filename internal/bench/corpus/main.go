// Command corpus writes a corpus of generated transcripts, and measures how programs import it into an empty database.
//
// Usage: corpus [--megabytes N] [--files N] [--seed N] [--rounds N] FOLDER [BINARY...]; `make corpus` writes the corpus, and
// `make bench-corpus` builds the binary and measures it. A folder that exists is taken as it is. Several binaries take turns.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the same driver as in the program

	"github.com/htmlgraph/htmlgraph/internal/bench/process"
	"github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

func main() {
	megabytes := flag.Int64("megabytes", 350, "`size` of the corpus")
	files := flag.Int("files", 0, "`number` of sessions, all of about one size; 0 for sessions of 0.1 to 4 MB")
	seed := flag.Uint64("seed", 1, "`number` from which all random values follow")
	rounds := flag.Int("rounds", 3, "`number` of imports with each binary")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: corpus [--megabytes N] [--files N] [--seed N] [--rounds N] FOLDER [BINARY...]")
		os.Exit(2)
	}
	corpus := transcripts.Corpus{Bytes: *megabytes * 1e6, Files: *files, Seed: *seed}
	if err := run(context.Background(), corpus, flag.Arg(0), flag.Args()[1:], *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, corpus transcripts.Corpus, folder string, binaries []string, rounds int) error {
	size, err := corpus.Write(folder)
	switch {
	case errors.Is(err, fs.ErrExist):
		if size, err = measure(folder); err != nil {
			return err
		}
	case err != nil:
		return errors.Join(err, os.RemoveAll(folder))
	default:
		fmt.Printf("%s: %.0f MB in %d files, %d lines\n", folder, float64(size.Bytes)/1e6, size.Files, size.Lines)
	}
	if len(binaries) == 0 {
		return nil
	}
	fmt.Printf("%-32s %8s %8s %12s %8s %8s\n", "import", "wall s", "CPU s", "MB/CPU s", "peak MB", "rows")
	for range rounds {
		for _, binary := range binaries {
			if err := importOnce(ctx, binary, folder, size.Bytes); err != nil {
				return err
			}
		}
	}
	return nil
}

// measure returns the size of the transcripts below a folder.
func measure(folder string) (size transcripts.Size, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".jsonl") {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size.Files, size.Bytes = size.Files+1, size.Bytes+info.Size()
		}
		return err
	})
	return size, err
}

// importOnce imports the corpus into an empty database and prints a line.
func importOnce(ctx context.Context, binary, folder string, bytes int64) error {
	temporary, err := os.MkdirTemp("", "htmlgraph-corpus-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) //nolint:errcheck // the system cleans up temporary files
	db := filepath.Join(temporary, "h.db")
	usage, err := process.Run(ctx, binary, "import", "--db", db, folder)
	if err != nil {
		return err
	}
	rows, err := countRows(ctx, db)
	if err != nil {
		return err
	}
	name := binary[max(0, len(binary)-32):]
	fmt.Printf("%-32s %8.2f %8.2f %12.0f %8.0f %8d\n", name, usage.Wall.Seconds(), usage.CPU.Seconds(), float64(bytes)/1e6/usage.CPU.Seconds(),
		float64(usage.Memory)/1e6, rows)
	return nil
}

// countRows counts the rows of the tables in which observations are stored.
func countRows(ctx context.Context, path string) (rows int, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM agent_events) + (SELECT count(*) FROM tool_traces)
		+ (SELECT count(*) FROM cost_events) + (SELECT count(*) FROM ingest_usages) + (SELECT count(*) FROM ingest_subagents)`).Scan(&rows)
	return rows, err
}
