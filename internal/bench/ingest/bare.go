package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the same driver as in the program

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// tables are the tables in which observations are stored.
var tables = []string{"sessions", "agent_events", "tool_traces", "cost_events", "ingest_usages", "ingest_subagents", "ingest_aliases"}

// rows are the stored rows of one table.
type rows struct {
	insert string
	values [][]any
}

// readRows reads all rows of a database into memory, and returns them with their number.
func readRows(ctx context.Context, path string) ([]rows, int, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	var all []rows
	count := 0
	for _, table := range tables {
		contents, err := readTable(ctx, db, table)
		if err != nil {
			return nil, 0, err
		}
		all, count = append(all, contents), count+len(contents.values)
	}
	return all, count, nil
}

func readTable(ctx context.Context, db *sql.DB, table string) (rows, error) {
	// The + keeps the driver from parsing columns that are declared as times.
	columns, err := columns(ctx, db, table)
	if err != nil {
		return rows{}, err
	}
	found, err := db.QueryContext(ctx, "SELECT +"+strings.Join(columns, ", +")+" FROM "+table+" ORDER BY rowid")
	if err != nil {
		return rows{}, err
	}
	defer found.Close()
	all := rows{insert: fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", table, strings.Join(columns, ", "), strings.Repeat(", ?", len(columns)-1))}
	for found.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := found.Scan(targets...); err != nil {
			return rows{}, err
		}
		all.values = append(all.values, values)
	}
	return all, found.Err()
}

func columns(ctx context.Context, db *sql.DB, table string) ([]string, error) {
	found, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var columns []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return nil, err
		}
		columns = append(columns, name)
	}
	return columns, found.Err()
}

// insertRows inserts rows into a new database that has the tables and indexes of the program, with perTransaction rows in each
// transaction. It returns the duration.
func (b *bench) insertRows(ctx context.Context, all []rows, perTransaction int) (took time.Duration, err error) {
	path := b.newPath()
	created, err := database.Open(ctx, database.Options{Path: path})
	if err != nil {
		return 0, err
	}
	if err := created.Close(); err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=wal&_synchronous=normal&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return 0, err
	}
	startedAt := time.Now()
	for _, table := range all {
		for start := 0; start < len(table.values); start += perTransaction {
			if err := insertAll(ctx, db, table.insert, table.values[start:min(start+perTransaction, len(table.values))]); err != nil {
				return 0, err
			}
		}
	}
	return time.Since(startedAt), nil
}

func insertAll(ctx context.Context, db *sql.DB, insert string, values [][]any) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	statement, err := tx.PrepareContext(ctx, insert)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, row := range values {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
