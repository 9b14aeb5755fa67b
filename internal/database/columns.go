package database

import "context"

// FindColumns returns those of some columns that the file has; each pair is the name of a table and that of a column.
func FindColumns(ctx context.Context, q Querier, columns Pairs) (map[[2]string]bool, error) {
	rows, err := Select[struct {
		Table  string `bun:"a"`
		Column string `bun:"b"`
	}](ctx, q, "SELECT p.a, p.b FROM pairs_of(?) AS p CROSS JOIN pragma_table_info(p.a) AS c WHERE c.name = p.b", columns)
	if err != nil {
		return nil, err
	}
	found := make(map[[2]string]bool, len(rows))
	for _, row := range rows {
		found[[2]string{row.Table, row.Column}] = true
	}
	return found, nil
}
