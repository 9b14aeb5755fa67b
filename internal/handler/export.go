package handler

import (
	"encoding/csv"
	"encoding/json"
	"io"
)

// ExportFormat is how rows are written.
type ExportFormat string

// The formats of exports.
const (
	ExportNDJSON ExportFormat = "ndjson"
	ExportCSV    ExportFormat = "csv"
)

// ExportTable says how rows of a kind are exported: as one JSON document a line, or as CSV. What it does not hold is the same for
// whoever asks for it, the API or the command.
type ExportTable[Row any] struct {
	columns  []string
	document func(Row) any
	record   func(Row) []string
}

// Begin writes what comes before the first row.
func (t ExportTable[Row]) Begin(w io.Writer, format ExportFormat) error {
	if format == ExportCSV {
		return csv.NewWriter(w).WriteAll([][]string{t.columns})
	}
	return nil
}

// Write writes rows.
func (t ExportTable[Row]) Write(w io.Writer, format ExportFormat, rows []Row) error {
	if format == ExportCSV {
		return csv.NewWriter(w).WriteAll(convert(rows, t.record))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, row := range rows {
		if err := encoder.Encode(t.document(row)); err != nil {
			return err
		}
	}
	return nil
}
