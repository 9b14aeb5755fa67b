package database

import (
	"context"
	"fmt"
	"strings"
)

// shadowViews returns the statements that let queries name every column that any release had.
// A temporary view takes the place of each table that lacks columns, with null for those,
// and an empty temporary table takes the place of each absent table. They exist in the
// connection alone, and do not change the file. SQLite flattens such views, so it uses the indexes
// of the tables. absent holds the names of the indexes that the file lacks.
func shadowViews(ctx context.Context, dsn string) (statements []string, absent map[string]bool, err error) {
	wanted, err := fullSchema(ctx, true)
	if err != nil {
		return nil, nil, err
	}
	pool := openPool(dsn)
	defer pool.Close()
	found, err := probe(ctx, pool)
	if err != nil {
		return nil, nil, err
	}
	for _, table := range wanted.tableNames() {
		if statement := shadow(table, wanted, found); statement != "" {
			statements = append(statements, statement)
		}
	}
	absent = map[string]bool{}
	for index := range wanted.indexes {
		if !found.indexes[index] {
			absent[index] = true
		}
	}
	return statements, absent, nil
}

// shadow returns the statement for one table, "" if the table has every column.
func shadow(table string, wanted, found schema) string {
	if len(found.tables[table]) == 0 {
		return shadowTable(table, wanted)
	}
	var absent []string
	for _, c := range wanted.tables[table] {
		if !found.has(table, c.name) {
			absent = append(absent, fmt.Sprintf("NULL AS %s", identifier(c.name)))
		}
	}
	if len(absent) == 0 {
		return ""
	}
	names := absent
	for _, c := range found.tables[table] {
		names = append(names, identifier(c.name))
	}
	if !found.views[table] {
		names = append(names, "rowid AS rowid")
	}
	return fmt.Sprintf("CREATE TEMP VIEW %s AS SELECT %s FROM main.%s", identifier(table), strings.Join(names, ", "), identifier(table))
}

func shadowTable(table string, wanted schema) string {
	var columns []string
	for _, c := range wanted.tables[table] {
		columns = append(columns, fmt.Sprintf("%s %s", identifier(c.name), c.kind))
	}
	return fmt.Sprintf("CREATE TEMP TABLE %s (%s)", identifier(table), strings.Join(columns, ", "))
}
