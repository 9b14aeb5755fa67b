package handler

import (
	"encoding/csv"
	"encoding/json"
	"io"
)

// ExportFormat is the format of exported rows.
type ExportFormat string

// The export formats.
const (
	ExportNDJSON ExportFormat = "ndjson"
	ExportCSV    ExportFormat = "csv"
)

// ExportTable defines how rows of one kind are exported: as one JSON object per line, or as CSV. The API and the command export use
// the same tables.
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
		return csv.NewWriter(w).WriteAll(convert(rows, func(row Row) []string { return safeCells(t.record(row)) }))
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
