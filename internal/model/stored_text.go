package model

// TextTable is a table with columns of free text.
type TextTable struct {
	Name    string
	Columns []string
}

// TextRow has the texts of one row in the order of the columns; null is "".
type TextRow struct {
	// Row is the number of the row in its table. New rows have higher numbers.
	Row   int64
	Texts []string
}

// TextChange replaces the old text in one column of a row.
type TextChange struct {
	Row      int64
	Column   string
	Old, New string
}
