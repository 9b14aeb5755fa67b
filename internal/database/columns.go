package database

import (
	"context"
	"regexp"
	"strings"
)

// FindColumns returns those of some columns that the file has; each pair is the name of a table and that of a column.
func FindColumns(ctx context.Context, q Querier, columns Pairs) (map[[2]string]bool, error) {
	kinds, err := FindColumnKinds(ctx, q, columns)
	if err != nil {
		return nil, err
	}
	found := make(map[[2]string]bool, len(kinds))
	for column := range kinds {
		found[column] = true
	}
	return found, nil
}

// ColumnKind is the declared type of a column.
type ColumnKind string

// FindColumnKinds returns the declared types of those of some columns that the file has.
func FindColumnKinds(ctx context.Context, q Querier, columns Pairs) (map[[2]string]ColumnKind, error) {
	rows, err := Select[struct {
		Table  string `bun:"a"`
		Column string `bun:"b"`
		Kind   string `bun:"kind"`
	}](ctx, q, "SELECT p.a, p.b, c.type AS kind FROM pairs_of(?) AS p CROSS JOIN pragma_table_info(p.a) AS c WHERE c.name = p.b", columns)
	if err != nil {
		return nil, err
	}
	found := make(map[[2]string]ColumnKind, len(rows))
	for _, row := range rows {
		found[[2]string{row.Table, row.Column}] = ColumnKind(row.Kind)
	}
	return found, nil
}

// MakesNumbers reports whether SQLite turns texts that look like numbers into numbers in columns of this type: in all but those that it takes
// for texts, and those without a type. JSON is no type that it knows.
func (k ColumnKind) MakesNumbers() bool {
	kind := strings.ToUpper(string(k))
	contains := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(kind, part) {
				return true
			}
		}
		return false
	}
	return contains("INT") || !contains("CHAR", "CLOB", "TEXT", "BLOB") && kind != ""
}

// number is what SQLite takes for a number, exactNumber what it returns as it was stored.
var (
	number      = regexp.MustCompile(`^[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$`)
	exactNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,17})$`)
)

// IsLostInNumbers reports whether a column that makes numbers of texts does not return a text as it was stored.
func IsLostInNumbers(text string) bool {
	if text == "" || text[0] > '9' { // nearly all texts
		return false
	}
	return number.MatchString(text) && !exactNumber.MatchString(text)
}
