package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"
)

// Build creates a database at path and calls fill to write its rows, all in one transaction. It creates the indexes
// and triggers last and syncs nothing, which is several times as fast as filling an open database. It
// fails if path exists; if it fails later, it removes the file.
func Build(ctx context.Context, path string, fill func(ctx context.Context, tx *sql.Tx) error) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return &FileError{Path: path, Reason: "it exists already; remove it or name another file", Err: err}
	}
	if _, err := examineParent(path, false); err != nil {
		return err
	}
	err := build(ctx, path, fill)
	if err != nil {
		return errors.Join(err, removeFile(path))
	}
	return nil
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the unfinished file: %w", err)
	}
	return nil
}

// buildCacheKiB is the page cache while building. Scattered ids touch all pages of an index.
const buildCacheKiB = 256 << 10

func build(ctx context.Context, path string, fill func(ctx context.Context, tx *sql.Tx) error) error {
	pool := openPool(dsn(path, time.Second, url.Values{
		"mode": {"rwc"}, "_journal_mode": {"off"}, "_synchronous": {"off"}, "_foreign_keys": {"off"},
		"_cache_size": {fmt.Sprint(-buildCacheKiB)}, "_locking_mode": {"exclusive"},
	}))
	defer pool.Close()
	tables, indexes, err := createStatements(ctx)
	if err != nil {
		return err
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return fileError(path, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := execAll(ctx, tx, tables); err != nil {
		return err
	}
	if err := fill(ctx, tx); err != nil {
		return err
	}
	if err := execAll(ctx, tx, indexes); err != nil {
		return err
	}
	if err := execAll(ctx, tx, append(triggers(), countAllDays()...)); err != nil {
		return err
	}
	canIndex, err := hasTextModule(ctx, tx)
	if err != nil {
		return err
	}
	if canIndex {
		if err := execAll(ctx, tx, createTextIndex()); err != nil {
			return err
		}
	}
	if err := stampVersions(ctx, tx, latestVersion); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fileError(path, err)
	}
	return nil
}

func execAll(ctx context.Context, tx *sql.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", firstLine(statement), err)
		}
	}
	return nil
}

// createStatements returns the statements of the full schema, separately for tables and for indexes.
func createStatements(ctx context.Context) (tables, indexes []string, err error) {
	full, err := fullSchema(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range sortedKeys(full.sql) {
		if strings.HasPrefix(full.sql[name], "CREATE TABLE") {
			tables = append(tables, full.sql[name])
		} else {
			indexes = append(indexes, full.sql[name])
		}
	}
	return tables, indexes, nil
}
