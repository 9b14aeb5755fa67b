package repository

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// ingestTable writes the rows of one table with two prepared statements.
type ingestTable struct {
	tx             *sql.Tx
	name           string
	key            string
	columns        []string
	insert, update *sql.Stmt
}

// table returns the writer of a table; columns are those beside its key.
func (b *ingestBatch) table(name, key string, columns ...string) *ingestTable {
	return &ingestTable{tx: b.tx, name: name, key: key, columns: columns}
}

func (t *ingestTable) close() {
	for _, statement := range []*sql.Stmt{t.insert, t.update} {
		if statement != nil {
			statement.Close()
		}
	}
}

// put inserts or updates a row; values are those of the columns, and then the key.
func (t *ingestTable) put(ctx context.Context, isNew bool, values ...any) error {
	statement, query := &t.update, t.updateSQL
	if isNew {
		statement, query = &t.insert, t.insertSQL
	}
	if *statement == nil {
		prepared, err := t.tx.PrepareContext(ctx, query()) //nolint:sqlclosecheck // close closes it
		if err != nil {
			return fmt.Errorf("prepare to write %s: %w", t.name, err)
		}
		*statement = prepared
	}
	if _, err := (*statement).ExecContext(ctx, values...); err != nil {
		return fmt.Errorf("write %s: %w", t.name, err)
	}
	return nil
}

func (t *ingestTable) insertSQL() string {
	names := append(append([]string{}, t.columns...), t.key)
	verb := "INSERT"
	if strings.HasPrefix(t.name, "ingest_") {
		verb = "INSERT OR REPLACE" // another program that deletes a row does not know of the one beside it
	}
	return fmt.Sprintf(verb+" INTO %s (%s) VALUES (?%s)", t.name, strings.Join(names, ", "), strings.Repeat(", ?", len(t.columns)))
}

func (t *ingestTable) updateSQL() string {
	return fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", t.name, strings.Join(t.columns, " = ?, "), t.key)
}
