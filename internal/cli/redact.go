package cli

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/service/redaction"
)

func newRedact() *cobra.Command {
	var db string
	var dryRun, noVacuum bool
	cmd := &cobra.Command{
		Use:   "redact",
		Short: "Remove keys and passwords from what is stored",
		Long: "Redact applies the current redaction rules to data that is stored already: the texts of all tables,\n" +
			"the archived transcripts, and the hook payloads that wait beside the database. Each secret is replaced by [redacted]. At the\n" +
			"end the file is rewritten, so that its free space holds no secrets either; other programs can write\n" +
			"until then. Redact can be interrupted at any time and run again. Backups, exports and the files of\n" +
			"the agents are not changed. Replace the keys and passwords that it finds.",
		Example: "  htmlgraph redact --dry-run\n" +
			"  htmlgraph redact\n" +
			"  htmlgraph redact --db .htmlgraph/htmlgraph.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			bar := progress.Bar{}
			logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
			report, err := app.Redact(cmd.Context(), path,
				redaction.Options{DryRun: dryRun, Vacuum: !noVacuum, Progress: func(rows int64) { bar.Set(int(rows)) }},
				func(rows int64) { bar = progress.New(cmd.ErrOrStderr(), int(rows), "reading rows") }, logger)
			bar.Finish()
			if err != nil && cmd.Context().Err() != nil {
				err = interruptedError("run the command again to continue")
			}
			if err != nil {
				return err
			}
			printRedacted(cmd.OutOrStdout(), report, dryRun)
			return nil
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "count the secrets, without changing anything")
	cmd.Flags().BoolVar(&noVacuum, "no-vacuum", false, "do not rewrite the file; its free space keeps old texts until new rows use it")
	return cmd
}

// printRedacted prints how many secrets were in which tables.
func printRedacted(w io.Writer, report redaction.Report, dryRun bool) {
	line := lines(w)
	label := "redacted"
	if dryRun {
		label = "found"
	}
	read := int64(0)
	for _, found := range report {
		read += found.Visited
		if found.Values > 0 {
			line(label, "%-24s %12d in %d of %d rows", found.Name, found.Values, found.Rows, found.Visited)
		}
	}
	line("read", "%d rows", read)
	line("in all", "%s", secretsText(report.Values()))
}

func secretsText(count int64) string {
	if count == 1 {
		return "1 secret"
	}
	return fmt.Sprintf("%d secrets", count)
}
