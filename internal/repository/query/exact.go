package query

// ExactText returns an expression for a text column of a shared table: the text as it was stored, also where the column turned it into a number.
// The exact text of a number counts only while the column holds that number: another program may have stored another one. key is the key of
// the row; row may name the table or an alias of it, "" for neither.
func ExactText(table, column, row, key string) string {
	x := qualified(row, column)
	return "CASE WHEN is_number(" + x + ") THEN coalesce(" + exact(table, column, row, key) + ", as_text(" + x + ")) ELSE as_text(" + x + ") END"
}

// IsInexact returns an expression for whether a text column holds a number of which no exact text is stored: it may have had other digits.
func IsInexact(table, column, row, key string) string {
	return "(is_number(" + qualified(row, column) + ") AND " + exact(table, column, row, key) + " IS NULL)"
}

// ExactKey returns the key of an exact text without the key of its row, which follows.
func ExactKey(table, column string) string { return table + "." + column + ":" }

func exact(table, column, row, key string) string {
	return "(SELECT x.text FROM ingest_exact_texts AS x WHERE x.text_key = '" + ExactKey(table, column) + "' || " + qualified(row, key) +
		" AND as_number(x.text) = as_number(" + qualified(row, column) + "))"
}

func qualified(row, column string) string {
	if row == "" {
		return column
	}
	return row + "." + column
}
