package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/doctor"
)

func newDoctor() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what a database file is, and whether it is sound",
		Long: "Doctor reads a database file and tells its size, journal mode, tables, time span, what it lacks\n" +
			"and whether its pages are sound. It changes nothing. The exit code is 1 for a damaged file.",
		Example: "  htmlgraph doctor\n  htmlgraph doctor --db .htmlgraph/htmlgraph.db",
		Args:    noArgs,
		PreRunE: fromEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := existing(db)
			if err != nil {
				return err
			}
			report, err := doctor.Examine(cmd.Context(), path)
			if err != nil {
				return err
			}
			printReport(cmd.OutOrStdout(), report)
			if !report.Sound() {
				return fmt.Errorf("%s is damaged; restore a backup or try `sqlite3 FILE .recover` on a copy", path)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; without it, the one that serve would take")
	return cmd
}

func printReport(w io.Writer, r doctor.Report) {
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
	line("file", "%s (%s)", r.Path, bytesText(r.Size))
	line("journal", "%s", r.JournalMode)
	if r.Sound() {
		line("integrity", "ok")
	}
	for _, fault := range r.Damage {
		line("integrity", "%s", fault)
	}
	if r.First == "" {
		line("events", "none")
	} else {
		line("events", "from %s to %s", r.First, r.Last)
	}
	printNames(w, "lacks", "table", r.MissingTables)
	printNames(w, "lacks", "column", r.MissingColumns)
	printNames(w, "lacks", "index", r.MissingIndexes)
	printNames(w, "beyond", "column", r.ExtraColumns)
	for _, count := range r.Counts {
		line("rows", "%-24s %12d", count.Table, count.Rows)
	}
}

// printNames prints a list of names, nothing for none.
func printNames(w io.Writer, label, kind string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(w, "%-10s %s %s\n", label, kind, strings.Join(names, ", "))
	}
}

// bytesText returns a size as people read it.
func bytesText(size int64) string {
	const unit = 1024
	if size < unit {
		return fmt.Sprintf("%d bytes", size)
	}
	value, prefix := float64(size)/unit, 0
	for value >= unit && prefix < 3 {
		value /= unit
		prefix++
	}
	return fmt.Sprintf("%.1f %ciB", value, "KMGT"[prefix])
}
