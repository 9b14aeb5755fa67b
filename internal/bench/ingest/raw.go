package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver that the program uses too

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// tables are those into which observations go.
var tables = []string{"sessions", "agent_events", "tool_traces", "cost_events", "ingest_usages", "ingest_subagents", "ingest_aliases"}

// rows are the rows of one table as they are stored.
type rows struct {
	insert string
	values [][]any
}

// stored reads all rows of a database into memory.
func stored(ctx context.Context, path string) ([]rows, int, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	var all []rows
	count := 0
	for _, table := range tables {
		one, err := rowsOf(ctx, db, table)
		if err != nil {
			return nil, 0, err
		}
		all, count = append(all, one), count+len(one.values)
	}
	return all, count, nil
}

func rowsOf(ctx context.Context, db *sql.DB, table string) (rows, error) {
	// CAST keeps the texts of columns that are declared as times.
	columns, err := columnsOf(ctx, db, table)
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

func columnsOf(ctx context.Context, db *sql.DB, table string) ([]string, error) {
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

// inserted inserts rows into a fresh database with the tables and indexes of the program, and returns how long that takes with so many
// in each transaction.
func (b *bench) inserted(ctx context.Context, all []rows, perTransaction int) (took time.Duration, err error) {
	path := b.fresh()
	made, err := database.Open(ctx, database.Options{Path: path})
	if err != nil {
		return 0, err
	}
	if err := made.Close(); err != nil {
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
	began := time.Now()
	for _, table := range all {
		for start := 0; start < len(table.values); start += perTransaction {
			if err := insertAll(ctx, db, table.insert, table.values[start:min(start+perTransaction, len(table.values))]); err != nil {
				return 0, err
			}
		}
	}
	return time.Since(began), nil
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
