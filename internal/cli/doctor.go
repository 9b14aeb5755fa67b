package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/doctor"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func newDoctor() *cobra.Command {
	var db, prices string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Describe a database file and check its integrity",
		Long: "Doctor prints the size, journal mode, tables and time span of a database file, and what is missing\n" +
			"from its schema, the size of the archive of transcripts, how many transcripts a newer reader has to\n" +
			"read again, and the hook payloads that wait beside it or were refused. It says when the list prices\n" +
			"were checked, and which models have requests without a cost. It checks the integrity of the file and\n" +
			"says whether the disk is full. It changes nothing. The exit code is 1 for a damaged file.",
		Example: "  htmlgraph doctor\n  htmlgraph doctor --db .htmlgraph/htmlgraph.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			table, err := app.Prices(cmd.Context(), prices)
			if err != nil {
				return err
			}
			report, err := doctor.Examine(cmd.Context(), path)
			if err != nil {
				return err
			}
			printReport(cmd.OutOrStdout(), report)
			printDisk(cmd.OutOrStdout(), path, database.FreeSpace)
			printPrices(cmd.OutOrStdout(), table, report.Unpriced)
			printSpool(cmd.OutOrStdout(), path)
			printArchive(cmd, path)
			printReaders(cmd, path)
			if !report.Sound() {
				return fmt.Errorf("%s is damaged; restore a backup, or try `sqlite3 FILE .recover` on a copy", path)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().StringVar(&prices, "prices", "", "a `file` of prices that override the list prices")
	return cmd
}

func printReport(w io.Writer, r doctor.Report) {
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
	line("file", "%s (%s)", terminal.Name(r.Path), formatBytes(r.Size))
	line("journal", "%s", r.JournalMode)
	if r.Sound() {
		line("integrity", "ok")
	}
	for _, fault := range r.Damage {
		line("integrity", "%s", terminal.Name(fault))
	}
	if r.First == "" {
		line("events", "none")
	} else {
		line("events", "from %s to %s", terminal.Name(r.First), terminal.Name(r.Last))
	}
	if r.Version != r.LatestVersion {
		line("own tables", "%s", versionText(r))
	}
	printNames(w, "missing", "table", r.MissingTables)
	printNames(w, "missing", "column", r.MissingColumns)
	printNames(w, "missing", "index", r.MissingIndexes)
	printNames(w, "missing", "trigger", r.MissingTriggers)
	printNames(w, "extra", "column", r.ExtraColumns)
	for _, count := range r.Counts {
		line("rows", "%-24s %12d", terminal.Name(count.Table), count.Rows)
	}
}

// versionText says what follows from the version of the program's own tables, which is not the latest.
func versionText(r doctor.Report) string {
	if r.Version > r.LatestVersion {
		return fmt.Sprintf("version %d of a newer release; this one knows version %d and opens the file for reading only", r.Version, r.LatestVersion)
	}
	return fmt.Sprintf("version %d; opening the file for writing brings them to version %d", r.Version, r.LatestVersion)
}

// printNames prints a list of names, and nothing for an empty one.
func printNames(w io.Writer, label, kind string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(w, "%-10s %s %s\n", label, kind, terminal.Name(strings.Join(names, ", ")))
	}
}

// formatBytes returns a size with a binary unit, such as "1.5 MiB".
func formatBytes(size int64) string {
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
