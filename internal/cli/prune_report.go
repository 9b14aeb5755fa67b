package cli

import (
	"fmt"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// printPrunePlan says what a prune would delete.
func printPrunePlan(w io.Writer, plan retention.Plan) {
	line := lines(w)
	line("before", "%s (UTC)", plan.Before)
	for _, kind := range plan.Kinds {
		line("would go", "%-24s %12d", kind.Kind, kind.Old)
	}
	printUndated(w, plan)
	line("frees", "about %s of %s", bytesText(plan.About), bytesText(plan.Size))
}

// printPruned says what a prune deleted.
func printPruned(w io.Writer, plan retention.Plan, report retention.Report, vacuumed bool) {
	line := lines(w)
	line("before", "%s (UTC)", plan.Before)
	for _, kind := range report.Kinds {
		line("deleted", "%-24s %12d", kind.Kind, kind.Rows)
	}
	printUndated(w, plan)
	if vacuumed {
		line("freed", "%s, given back to the disk", bytesText(report.Shrunk))
	} else {
		line("freed", "%s, to be filled by new rows", bytesText(report.Freed))
	}
}

func printUndated(w io.Writer, plan retention.Plan) {
	if undated := plan.Undated(); undated > 0 {
		lines(w)("kept", "%d rows whose time begins with no day", undated)
	}
}

// lines returns what prints a line with a label.
func lines(w io.Writer) func(label, format string, args ...any) {
	return func(label, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
}
