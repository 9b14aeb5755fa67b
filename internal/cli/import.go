package cli

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
)

func newImport() *cobra.Command {
	var db, since, prices string
	var to sending
	var watch, noRedact, noArchive, verbose bool
	cmd := &cobra.Command{
		Use:   "import [PATH...]",
		Short: "Import transcripts of agents",
		Long: "Import reads the transcripts of " + agentTitles() + ".\n" +
			"Without PATH it searches the folders in which these agents store them. A PATH is a file or a\n" +
			"folder; the format of a file is recognised by its content. Import remembers how far it has read\n" +
			"each file. It adds to events that other sources have reported and does not duplicate them. It keeps\n" +
			"the transcripts, redacted and compressed, because agents delete them after some weeks: `htmlgraph\n" +
			"restore` writes them back. With --watch it keeps reading new lines until SIGINT or SIGTERM.\n\n" +
			"With --server it sends what it reads to the server of a team instead, with what hooks left for it, and\n" +
			"stores nothing of it here. --send takes the server that `htmlgraph init --server` named. Secrets are\n" +
			"redacted, and what --content leaves out is removed, before anything leaves this machine.",
		Example: "  htmlgraph import\n" +
			"  htmlgraph import --since 30d --watch\n" +
			"  htmlgraph import --db copy.db " + transcriptFolder() + "/-work-app\n" +
			"  htmlgraph import --server https://htmlgraph.example.org --token-file ~/.htmlgraph-token --watch",
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, paths []string) error {
			from, err := parseTime("--since", since, time.Now())
			if err != nil {
				return usageError{err}
			}
			folder, home := workingFolder()
			destination, err := to.destination(cmd, home)
			if err != nil {
				return err
			}
			out := newImportOutput(cmd, watch, verbose)
			options := app.Import{
				DB: db, Paths: paths, Since: from, Watch: watch, Prices: prices, KeepSecrets: noRedact, NoArchive: noArchive, Getenv: os.Getenv,
				Progress: out.progress, Done: out.done, Archiving: out.archiving, Archived: out.archived,
			}
			environment := app.Environment{Folder: folder, Home: home, TempDir: os.TempDir(), Stdout: cmd.OutOrStdout(), Stderr: cmd.ErrOrStderr(), Version: Version()}
			if destination.Server != "" {
				err = app.RunShip(cmd.Context(), options, destination, environment)
			} else {
				err = app.RunImport(cmd.Context(), options, environment)
			}
			if err != nil && cmd.Context().Err() != nil {
				return errors.Join(err, interruptedError("what is listed above is stored; run the command again to continue"))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; created if it does not exist")
	cmd.Flags().StringVar(&since, "since", "", "skip files that have not changed since a `time`: 30d, 12h, 2026-03-18")
	cmd.Flags().StringVar(&prices, "prices", "", "a `file` of prices that override the list prices")
	cmd.Flags().BoolVar(&watch, "watch", false, "keep reading what agents write")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "list each line that cannot be read, and where ignored records are")
	cmd.Flags().BoolVar(&noRedact, "no-redact", false, "do not redact keys and passwords")
	cmd.Flags().BoolVar(&noArchive, "no-archive", false, "do not keep copies of the transcripts")
	to.addFlags(cmd.Flags())
	cmd.Flags().BoolVar(&to.named, "send", false, "send to the server that init named")
	withoutVariables(cmd.Flags(), "send")
	return cmd
}

// parseTime parses the value of a flag: "30d" or "12h" before now, a date, or a time in RFC 3339. "" gives the zero time.
func parseTime(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if length, err := time.ParseDuration(text); err == nil && length >= 0 {
		return now.Add(-length), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s %q is not a number of days such as 30d, a number of hours such as 12h, or a date such as 2026-03-18", flag, text)
}

// importOutput prints the progress and the result of an import.
type importOutput struct {
	cmd       *cobra.Command
	bar       *progress.Bar
	startedAt time.Time
	watch     bool
	verbose   bool
}

func newImportOutput(cmd *cobra.Command, watch, verbose bool) *importOutput {
	return &importOutput{cmd: cmd, startedAt: time.Now(), watch: watch, verbose: verbose}
}

func (o *importOutput) progress(p importer.Progress) {
	if o.bar == nil {
		bar := progress.New(o.cmd.ErrOrStderr(), p.Total, "reading transcripts")
		o.bar = &bar
	}
	rate := float64(p.Summary.Events.All()) / max(time.Since(o.startedAt).Seconds(), 0.001)
	o.bar.Describe(fmt.Sprintf("reading transcripts, %d events, %.0f/s", p.Summary.Events.All(), rate))
	o.bar.Set(p.Files)
}

// done prints the result of an import. It returns an error where no file could be read at all.
func (o *importOutput) done(s importer.Summary) error {
	if o.bar != nil {
		o.bar.Finish()
		o.bar = nil
	}
	fmt.Fprint(o.cmd.OutOrStdout(), importReport(s, time.Since(o.startedAt), o.verbose))
	if s.Read+s.Unchanged == 0 && s.Failed+s.Unknown > 0 && !o.watch && o.cmd.Context().Err() == nil {
		return errors.New("no file could be read")
	}
	return nil
}

// archiving shows how far the archive is.
func (o *importOutput) archiving(done, total int) {
	if o.bar == nil {
		bar := progress.New(o.cmd.ErrOrStderr(), total, "archiving transcripts")
		o.bar = &bar
	}
	o.bar.Set(done)
}

// archived prints what was added to the archive.
func (o *importOutput) archived(r archive.Report) {
	if o.bar != nil {
		o.bar.Finish()
		o.bar = nil
	}
	if r.Transcripts > 0 {
		lines(o.cmd.OutOrStdout())("archived", "%d transcripts, %s in %s", r.Transcripts, formatBytes(r.Bytes), formatBytes(r.Stored))
	}
}
