package database

import "strings"

// identifier returns the name of a table or a column in a statement. Names come from files, and may contain anything.
func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
