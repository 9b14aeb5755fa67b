package database

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"sort"
)

//go:embed schema.sql
var schemaSQL string

//go:embed own.sql
var ownSQL string

//go:embed extra.sql
var extraSQL string

// column is one column as PRAGMA table_info returns it.
type column struct {
	name string
	kind string
	// fallback is the SQL text of the default, if there is one.
	fallback sql.NullString
}

// schema is the shape of a database: its tables with their columns, and its indexes.
type schema struct {
	tables  map[string][]column
	views   map[string]bool
	indexes map[string]bool
	// sql holds the statement that creates each table and index.
	sql map[string]string
}

// has reports whether the table, or a view of that name, has the column.
func (s schema) has(table, name string) bool {
	for _, c := range s.tables[table] {
		if c.name == name {
			return true
		}
	}
	return false
}

func (s schema) tableNames() []string { return sortedKeys(s.tables) }

func (s schema) indexNames() []string { return sortedKeys(s.indexes) }

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// rowQuerier is what probing needs: a pool, a connection or a transaction.
type rowQuerier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// probe reads the shape of the database behind q. The shared tables have no version, so the
// columns themselves are looked at.
func probe(ctx context.Context, q rowQuerier) (schema, error) {
	s := schema{tables: map[string][]column{}, views: map[string]bool{}, indexes: map[string]bool{}, sql: map[string]string{}}
	rows, err := q.QueryContext(ctx, `
		SELECT m.type, m.name, coalesce(m.sql, ''), c.name, c.type, c.dflt_value
		FROM main.sqlite_master AS m
		LEFT JOIN pragma_table_info(m.name) AS c ON m.type IN ('table', 'view') AND m.sql NOT LIKE 'CREATE VIRTUAL%'
		WHERE m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY m.rowid, c.cid`)
	if err != nil {
		return s, fmt.Errorf("read the schema: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name, statement string
		var columnName, columnKind sql.NullString
		var c column
		if err := rows.Scan(&kind, &name, &statement, &columnName, &columnKind, &c.fallback); err != nil {
			return s, fmt.Errorf("read the schema: %w", err)
		}
		c.name, c.kind = columnName.String, columnKind.String
		s.add(kind, name, statement, c)
	}
	return s, rows.Err()
}

func (s schema) add(kind, name, statement string, c column) {
	s.sql[name] = statement
	switch kind {
	case "index":
		s.indexes[name] = true
	case "view":
		s.views[name] = true
		s.tables[name] = append(s.tables[name], c)
	case "table":
		s.tables[name] = append(s.tables[name], c)
	}
}

// fullSchema returns the shape that a complete file has; with extra, also the columns
// that only some newer files have.
func fullSchema(ctx context.Context, extra bool) (schema, error) {
	script := schemaSQL + ownSQL
	if extra {
		script += extraSQL
	}
	return schemaOf(ctx, script)
}

// schemaOf returns the shape that a script makes.
func schemaOf(ctx context.Context, script string) (schema, error) {
	pool := openPool("file::memory:")
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, script); err != nil {
		return schema{}, fmt.Errorf("build the reference schema: %w", err)
	}
	return probe(ctx, pool)
}
