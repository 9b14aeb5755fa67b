package model

// Row is a row of a query whose columns only the query knows: texts, integers, floats and nil.
type Row = map[string]any
