package ingeststore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// table writes rows of one table, each with one execution of a prepared statement. The first of the columns is the key.
type table struct {
	name    string
	columns []string
}

// insert returns the statement of a new row. A row of a table that only this program knows takes the place of one that is there: another
// program that deletes the row beside it leaves it.
func (t table) insert() string {
	statement := "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	if !strings.HasPrefix(t.name, "ingest_") {
		return statement
	}
	sets := make([]string, len(t.columns)-1)
	for i, column := range t.columns[1:] {
		sets[i] = column + " = excluded." + column
	}
	return statement + " ON CONFLICT (" + t.columns[0] + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

// update returns the statement of a row that changed. Its arguments come in the order of the columns, as those of insert do.
func (t table) update() string {
	sets := make([]string, len(t.columns)-1)
	for i, column := range t.columns[1:] {
		sets[i] = fmt.Sprintf("%s = ?%d", column, i+2)
	}
	return "UPDATE " + t.name + " SET " + strings.Join(sets, ", ") + " WHERE " + t.columns[0] + " = ?1"
}

// each runs a statement for each of the rows; values returns the arguments.
func each[Row any](ctx context.Context, tx *sql.Tx, statement string, rows []Row, values func(Row) []any) error {
	if len(rows) == 0 {
		return nil
	}
	prepared, err := tx.PrepareContext(ctx, statement)
	if err != nil {
		return fmt.Errorf("prepare to write: %w", err)
	}
	defer prepared.Close()
	for _, row := range rows {
		if _, err := prepared.ExecContext(ctx, values(row)...); err != nil {
			return err
		}
	}
	return nil
}
