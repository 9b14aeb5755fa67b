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
)

func newImport() *cobra.Command {
	var db, since, prices string
	var watch, noRedact bool
	cmd := &cobra.Command{
		Use:   "import [PATH...]",
		Short: "Read transcripts of agents into a database",
		Long: "Import reads the transcripts that Claude Code, Codex and the Gemini CLI keep. Without PATH it\n" +
			"looks where they keep them; a PATH is a file or a folder, whose format is told by its content.\n" +
			"What was read before is not read again, and what other sources told already is completed.\n" +
			"With --watch it goes on reading what agents write, until SIGINT or SIGTERM.",
		Example: "  htmlgraph import\n" +
			"  htmlgraph import --since 30d --watch\n" +
			"  htmlgraph import --db copy.db ~/.claude/projects/-work-app",
		PreRunE: fromEnvironment,
		RunE: func(cmd *cobra.Command, paths []string) error {
			from, err := timeOf("--since", since, time.Now())
			if err != nil {
				return usageError{err}
			}
			folder, home := workingFolder()
			out := newImportOutput(cmd, watch)
			return app.RunImport(cmd.Context(), app.Import{
				DB: db, Paths: paths, Since: from, Watch: watch, Prices: prices, KeepSecrets: noRedact, Getenv: os.Getenv, Progress: out.progress, Done: out.done,
			}, app.Surroundings{Folder: folder, Home: home, TempDir: os.TempDir(), Stdout: cmd.OutOrStdout(), Stderr: cmd.ErrOrStderr(), Version: Version()})
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; created if it is not there")
	cmd.Flags().StringVar(&since, "since", "", "leave out files not changed since a `time`: 30d, 12h, 2026-03-18")
	cmd.Flags().StringVar(&prices, "prices", "", "a `file` of prices that hold instead of the list prices")
	cmd.Flags().BoolVar(&watch, "watch", false, "go on reading what is written")
	cmd.Flags().BoolVar(&noRedact, "no-redact", false, "store keys and passwords in what agents wrote too")
	return cmd
}

// timeOf understands "30d", "12h" and dates, as the value of a flag. "" is the zero time.
func timeOf(flag, text string, now time.Time) (time.Time, error) {
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
	return time.Time{}, fmt.Errorf("%s %q is neither a number of days such as 30d nor a date such as 2026-03-18", flag, text)
}

// importOutput shows a run to a person.
type importOutput struct {
	cmd   *cobra.Command
	bar   *progress.Bar
	began time.Time
	watch bool
}

func newImportOutput(cmd *cobra.Command, watch bool) *importOutput {
	return &importOutput{cmd: cmd, began: time.Now(), watch: watch}
}

func (o *importOutput) progress(p importer.Progress) {
	if o.bar == nil {
		bar := progress.New(o.cmd.ErrOrStderr(), p.Total, "reading transcripts")
		o.bar = &bar
	}
	rate := float64(p.Summary.Events.All()) / max(time.Since(o.began).Seconds(), 0.001)
	o.bar.Describe(fmt.Sprintf("reading transcripts, %d events, %.0f/s", p.Summary.Events.All(), rate))
	o.bar.Set(p.Files)
}

// done prints what became of the run. Where nothing at all could be read it is an error.
func (o *importOutput) done(s importer.Summary) error {
	if o.bar != nil {
		o.bar.Finish()
		o.bar = nil
	}
	fmt.Fprint(o.cmd.OutOrStdout(), importReport(s, time.Since(o.began)))
	if s.Read+s.Unchanged == 0 && s.Failed+s.Unknown > 0 && !o.watch {
		return errors.New("nothing could be read")
	}
	return nil
}
