// Package doctor looks at a database file and says what it is: its schema, what that lacks, how many
// rows there are, over what time, and whether its pages are sound. It reads alone, and changes nothing.
package doctor

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// Report is what is known of a file.
type Report struct {
	database.Shape
	// Counts are the rows of each table that is there.
	Counts []Count
	// First and Last are the oldest and the newest timestamp of an event as stored, "" for none.
	First, Last string
	// Damage lists what the check of the pages found, none for a sound file.
	Damage []string
}

// Count is the number of rows of one table.
type Count struct {
	Table string
	Rows  int64
}

// Sound reports whether nothing is wrong with the file.
func (r Report) Sound() bool { return len(r.Damage) == 0 }

// Examine opens the file read-only and looks at all of it. It fails with a sentence for the operator
// where the file is no HtmlGraph database at all.
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
	report.First, report.Last, err = file.Span(ctx)
	return report, err
}
