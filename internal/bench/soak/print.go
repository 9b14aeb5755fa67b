package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// print prints the table of a run: the levels of the first and the last window, and what would have been allowed.
func (r result) print(out io.Writer) {
	fmt.Fprintf(out, "\n%-28s %12s %12s %12s\n", "medians, quartiles of times", "start", "end", "allowed")
	for _, j := range r.judged {
		verdict := ""
		if j.grows {
			verdict = "  GROWS"
		}
		fmt.Fprintf(out, "%-28s %12s %12s %12s%s\n", j.name, figure(j.start, j.unit), figure(j.end, j.unit), figure(j.allowed, j.unit), verdict)
	}
	fmt.Fprintf(out, "%-28s %12.0f %12.0f %12.0f\n\n", "goroutines without clients", r.before, r.after, r.before+restSlack)
	for _, action := range slices.Sorted(maps.Keys(r.done)) {
		fmt.Fprintf(out, "%8d × %s\n", r.done[action], action)
	}
}

func figure(value float64, unit string) string {
	switch unit {
	case "":
		return fmt.Sprintf("%.0f", value)
	case "ms":
		return fmt.Sprintf("%.2f ms", value)
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}
