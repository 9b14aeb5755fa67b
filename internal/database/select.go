package database

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
)

// Querier runs statements. It is a *DB, where each statement stands alone and waits for locks of other processes, or a *Tx,
// where all statements are one change.
type Querier interface {
	// query runs a statement that returns rows. It may call scan again from the first row after a lock ended the first attempt.
	query(ctx context.Context, statement Fragment, scan func(rows *sql.Rows) error) error
	// exec runs a statement that changes rows, and returns how many.
	exec(ctx context.Context, statement Fragment) (int64, error)
	// scanStructs reads rows into dest, a pointer to a slice of structs or maps.
	scanStructs(ctx context.Context, rows *sql.Rows, dest any) error
}

// Select returns the rows of a statement, nil for none. T is a struct whose fields name their columns in the tag "bun", a
// map[string]any, or the type of the only column, where null is the zero value. See SQL for the text and its arguments.
func Select[T any](ctx context.Context, q Querier, text string, args ...any) ([]T, error) {
	if kind := reflect.TypeFor[T]().Kind(); kind != reflect.Struct && kind != reflect.Map {
		return SelectFunc(ctx, q, scanValue[T], text, args...)
	}
	var list []T
	err := q.query(ctx, SQL(text, args...), func(rows *sql.Rows) error {
		list = nil
		return q.scanStructs(ctx, rows, &list)
	})
	return list, err
}

// scanValue reads the only column of a row.
func scanValue[T any](rows *sql.Rows, value *T) error {
	var column sql.Null[T]
	err := rows.Scan(&column)
	*value = column.V
	return err
}

// SelectFunc is Select with a function that reads a row. It needs no reflection, which matters for very many rows.
func SelectFunc[T any](ctx context.Context, q Querier, scan func(rows *sql.Rows, row *T) error, text string, args ...any) ([]T, error) {
	var list []T
	err := q.query(ctx, SQL(text, args...), func(rows *sql.Rows) error {
		list = nil
		for rows.Next() {
			var row T
			if err := scan(rows, &row); err != nil {
				return fmt.Errorf("scan a row: %w", err)
			}
			list = append(list, row)
		}
		return nil
	})
	return list, err
}

// Get returns the first row of a statement, and false if there is none. T and the arguments are those of Select. All rows are read, so
// limit the statement.
func Get[T any](ctx context.Context, q Querier, text string, args ...any) (row T, found bool, err error) {
	list, err := Select[T](ctx, q, text, args...)
	if err != nil || len(list) == 0 {
		return row, false, err
	}
	return list[0], true, nil
}

// Value returns the only row of a statement that always has one, such as a count.
func Value[T any](ctx context.Context, q Querier, text string, args ...any) (T, error) {
	value, found, err := Get[T](ctx, q, text, args...)
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return value, err
}

// Exec runs a statement that changes rows and returns how many it changed. On a *DB it is a transaction of its own.
func Exec(ctx context.Context, q Querier, text string, args ...any) (int64, error) {
	return q.exec(ctx, SQL(text, args...))
}
