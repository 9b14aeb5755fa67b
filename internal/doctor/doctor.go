// Package doctor examines a database file: its schema and what is missing from it, the number of rows, their time span, and the
// integrity of its pages. It only reads.
package doctor

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Report is the result of an examination.
type Report struct {
	database.Shape
	// Counts are the numbers of rows of all existing tables.
	Counts []Count
	// First and Last are the oldest and the newest timestamp of an event, as stored; "" without events.
	First, Last string
	// Unpriced are the models with requests whose cost is not known, those with the most first, and at most MaxModels of them.
	Unpriced []database.ModelCount
	// Damage lists what the integrity check found. It is empty for an intact file.
	Damage []string
}

// Count is the number of rows of one table.
type Count struct {
	Table string
	Rows  int64
}

// MaxModels bounds the models without a price.
const MaxModels = 20

// Sound reports whether the integrity check found nothing.
func (r Report) Sound() bool { return len(r.Damage) == 0 }

// Examine opens a file read-only and examines it. Where the file is not an HtmlGraph database, the error is a sentence for the user.
func Examine(ctx context.Context, path string) (Report, error) {
	file, err := database.OpenFile(ctx, path)
	if err != nil {
		return Report{}, err
	}
	defer file.Close()
	var report Report
	if report.Shape, err = file.Shape(ctx); err != nil {
		return report, err
	}
	if report.Damage, err = file.Integrity(ctx); err != nil {
		return report, err
	}
	for _, table := range report.Tables {
		count, err := file.Count(ctx, table)
		if err != nil {
			return report, err
		}
		report.Counts = append(report.Counts, Count{Table: table, Rows: count})
	}
	if report.First, report.Last, err = file.Span(ctx); err != nil {
		return report, err
	}
	report.Unpriced, err = file.Unpriced(ctx, MaxModels)
	return report, err
}
