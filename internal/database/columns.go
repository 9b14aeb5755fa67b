package database

import "context"

// Columns returns the columns that a table has, in a map from "table.column".
func Columns(ctx context.Context, q Querier, tables ...string) (map[string]bool, error) {
	names, err := Select[string](ctx, q, `SELECT m.name || '.' || c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
		WHERE any_of(m.name, ?)`, tables)
	if err != nil {
		return nil, err
	}
	columns := make(map[string]bool, len(names))
	for _, name := range names {
		columns[name] = true
	}
	return columns, nil
}
