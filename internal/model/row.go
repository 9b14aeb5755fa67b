package model

// Row is a row of a query whose columns only the query knows: strings, integers, floats and nil.
type Row = map[string]any
