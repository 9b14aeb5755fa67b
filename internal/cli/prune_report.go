package cli

import (
	"fmt"
	"io"

	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

// printPrunePlan prints what a prune would delete.
func printPrunePlan(w io.Writer, plan retention.Plan) {
	line := lines(w)
	line("before", "%s (UTC)", plan.Before)
	for _, kind := range plan.Kinds {
		line("to delete", "%-24s %12d", kind.Kind, kind.Old)
	}
	printUndated(w, plan)
	line("frees", "about %s of %s", formatBytes(plan.About), formatBytes(plan.Size))
}

// printPruned prints what a prune deleted.
func printPruned(w io.Writer, plan retention.Plan, report retention.Report, vacuumed bool) {
	line := lines(w)
	line("before", "%s (UTC)", plan.Before)
	for _, kind := range report.Kinds {
		line("deleted", "%-24s %12d", kind.Kind, kind.Rows)
	}
	printUndated(w, plan)
	if vacuumed {
		line("freed", "%s, returned to the disk", formatBytes(report.Shrunk))
	} else {
		line("freed", "%s, to be reused by new rows", formatBytes(report.Freed))
	}
}

func printUndated(w io.Writer, plan retention.Plan) {
	if undated := plan.Undated(); undated > 0 {
		lines(w)("kept", "%d rows whose timestamp does not begin with a date", undated)
	}
}

// lines returns a function that prints a line with a label.
func lines(w io.Writer) func(label, format string, args ...any) {
	return func(label, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
}
