package ingeststore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// table is a table of which whole rows are written. The first of the columns is the key.
type table struct {
	name    string
	columns []string
}

// rowsTogether is how many rows one statement inserts: to run a statement costs about a fifth of what a row costs. Tables of our own get
// one row at a time: SQLite keeps a copy of each page that a statement changes which may update several rows, to be able to undo it.
const rowsTogether = 32

// insert inserts rows; values returns the values of a row in the order of the columns.
func insert[Row any](ctx context.Context, t *transaction, to table, rows []Row, values func(Row) []any) error {
	if !to.isOwn() {
		whole := len(rows) - len(rows)%rowsTogether
		if err := insertEach(ctx, t, to, rows[:whole], rowsTogether, values); err != nil {
			return err
		}
		rows = rows[whole:]
	}
	return insertEach(ctx, t, to, rows, 1, values)
}

// insertEach inserts rows, n with each statement.
func insertEach[Row any](ctx context.Context, t *transaction, to table, rows []Row, n int, values func(Row) []any) error {
	if len(rows) == 0 {
		return nil
	}
	statement, err := t.tx.Text(to.insertion(n))
	if err != nil {
		return err
	}
	args := make([]any, 0, n*len(to.columns))
	for some := range slices.Chunk(rows, n) {
		args = args[:0]
		for _, row := range some {
			args = append(args, values(row)...)
		}
		if _, err := t.tx.ExecContext(ctx, statement, args...); err != nil {
			return fmt.Errorf("insert into %s: %w", to.name, err)
		}
	}
	return nil
}

// update writes rows that are there. Their values are those of insert.
func update[Row any](ctx context.Context, t *transaction, to table, rows []Row, values func(Row) []any) error {
	if len(rows) == 0 {
		return nil
	}
	statement, err := t.tx.Text(to.change())
	if err != nil {
		return err
	}
	for _, row := range rows {
		args := values(row)
		if _, err := t.tx.ExecContext(ctx, statement, append(args[1:], args[0])...); err != nil {
			return fmt.Errorf("update %s: %w", to.name, err)
		}
	}
	return nil
}

// isOwn reports whether only this program knows the table.
func (t table) isOwn() bool { return strings.HasPrefix(t.name, "ingest_") }

// insertion returns the statement that inserts a number of rows. Where it fails, the caller rolls the transaction back. In a table that
// only this program knows, a row replaces the one with the same key: such a row stays when another program deletes the event or session
// that it belongs to.
func (t table) insertion(rows int) string {
	row := "(?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	statement := "insert_into(" + t.name + ") (" + strings.Join(t.columns, ", ") + ") VALUES " + row + strings.Repeat(", "+row, rows-1)
	if !t.isOwn() {
		return statement
	}
	sets := make([]string, len(t.columns)-1)
	for i, column := range t.columns[1:] {
		sets[i] = column + " = excluded." + column
	}
	return statement + " ON CONFLICT (" + t.columns[0] + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

// change returns the statement that updates a row. Its last argument is the key.
func (t table) change() string {
	sets := make([]string, len(t.columns)-1)
	for i, column := range t.columns[1:] {
		sets[i] = column + " = ?"
	}
	return "UPDATE " + t.name + " SET " + strings.Join(sets, ", ") + " WHERE " + t.columns[0] + " = ?"
}
