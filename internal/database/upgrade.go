package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// prepareWriter turns the write-ahead log on where the file system allows it, migrates the program's own tables and completes the shared
// ones. In this order the writer itself has opened the log, and removes it at the end: a reader cannot.
func prepareWriter(ctx context.Context, writer *bun.DB, o Options) error {
	if err := waitOut(ctx, time.Now().Add(o.BusyBudget), func() error { return useWAL(ctx, writer.DB, o) }); err != nil {
		return err
	}
	return waitOut(ctx, time.Now().Add(o.BusyBudget), func() error {
		if complete, err := isComplete(ctx, writer.DB); complete || err != nil {
			return err
		}
		if err := migrate(ctx, writer.DB, o); err != nil {
			return err
		}
		return complete(ctx, writer.DB, o)
	})
}

// useWAL turns the write-ahead log on, so that readers and the writer do not wait for each other.
// A file that stays in another mode is served nevertheless.
func useWAL(ctx context.Context, pool *sql.DB, o Options) error {
	var mode string
	if err := pool.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return fmt.Errorf("set the journal mode: %w", err)
	}
	if mode != "wal" {
		o.Logger.Warn("the file system does not allow a write-ahead log: readers wait for writers", "journal_mode", mode)
	}
	setting := fmt.Sprintf("PRAGMA journal_size_limit = %d", keptLogBytes)
	if o.Bulk {
		setting = fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", bulkLogPages)
	}
	if _, err := pool.ExecContext(ctx, setting); err != nil {
		return fmt.Errorf("set the length of the log: %w", err)
	}
	return nil
}

// complete adds the tables, columns, indexes and triggers that the file lacks, all or none.
func complete(ctx context.Context, pool *sql.DB, o Options) error {
	wanted, err := fullSchema(ctx, false)
	if err != nil {
		return err
	}
	found, err := probe(ctx, pool)
	if err != nil {
		return err
	}
	if o.IndexesLast && len(found.tables["agent_events"]) == 0 {
		wanted.leaveIndexes(indexesOfReaders)
	}
	steps := append(missing(wanted, found), missingTriggers(found)...)
	canIndex, err := hasTextModule(ctx, pool)
	if err != nil {
		return err
	}
	if canIndex {
		steps = append(steps, missingTextIndex(found)...)
	}
	return addMissing(ctx, pool, o, steps)
}

// addMissing runs statements that complete the schema, all or none.
func addMissing(ctx context.Context, pool *sql.DB, o Options, steps []string) error {
	if len(steps) == 0 {
		return nil
	}
	o.Logger.Info("completing the schema", "path", o.Path, "statements", len(steps))
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := execAll(ctx, tx, steps); err != nil {
		return fmt.Errorf("complete the schema: %w", err)
	}
	return tx.Commit()
}

// missing returns the statements that add to found what only wanted has. IF NOT EXISTS
// is for the case that another process completes the same file at the same time.
func missing(wanted, found schema) []string {
	var steps []string
	for _, table := range wanted.tableNames() {
		if len(found.tables[table]) == 0 {
			steps = append(steps, ifNotExists(wanted.sql[table]))
			continue
		}
		if !found.views[table] {
			steps = append(steps, missingColumns(table, wanted, found)...)
		}
	}
	for _, index := range wanted.indexNames() {
		if !found.indexes[index] && !found.views[indexedTable(wanted.sql[index])] {
			steps = append(steps, ifNotExists(wanted.sql[index]))
		}
	}
	return steps
}

func missingColumns(table string, wanted, found schema) []string {
	var steps []string
	for _, c := range wanted.tables[table] {
		if !found.has(table, c.name) {
			steps = append(steps, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s%s", identifier(table), identifier(c.name), c.kind, constantDefault(c)))
		}
	}
	return steps
}

// constantDefault returns the DEFAULT clause of a column. SQLite refuses one that is not
// constant, such as CURRENT_TIMESTAMP, on a table that has rows.
func constantDefault(c column) string {
	if !c.fallback.Valid || strings.HasPrefix(c.fallback.String, "CURRENT_") {
		return ""
	}
	return " DEFAULT " + c.fallback.String
}

func ifNotExists(statement string) string {
	for _, kind := range []string{"CREATE TABLE ", "CREATE INDEX "} {
		if rest, ok := strings.CutPrefix(statement, kind); ok {
			return kind + "IF NOT EXISTS " + rest
		}
	}
	return statement
}

// indexedTable returns the table name in "CREATE INDEX name ON table(...)".
func indexedTable(statement string) string {
	_, rest, _ := strings.Cut(statement, " ON ")
	table, _, _ := strings.Cut(rest, "(")
	return table
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
