package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/handler"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func newExport() *cobra.Command {
	var o app.Export
	var format, since, until, output string
	cmd := &cobra.Command{
		Use:   "export [events|sessions|costs|work-items]",
		Short: "Export events, sessions, costs or work items as JSON lines or CSV",
		Long: "Export writes all events, sessions, work items, or costs (one row for each request to a model),\n" +
			"newest first. The format is one JSON object per line, or CSV. In CSV, a cell that a spreadsheet would\n" +
			"take for a formula begins with an apostrophe. The database is opened read-only, so a server may run\n" +
			"meanwhile. An output file is replaced only when the export is complete.",
		Example: "  htmlgraph export --since 30d --format csv -o events.csv\n" +
			"  htmlgraph export costs --session SESSION | jq .cost_usd\n" +
			"  htmlgraph export work-items --status done --db copy.db",
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := parseExport(cmd, args, &o); err != nil {
				return usageError{err}
			}
			o.Format = handler.ExportFormat(format)
			if o.Format != handler.ExportNDJSON && o.Format != handler.ExportCSV {
				return usageError{fmt.Errorf("--format %q is not ndjson or csv", format)}
			}
			var err error
			if o.Since, o.Until, err = exportTimes(since, until, time.Now()); err != nil {
				return usageError{err}
			}
			if o.DB, err = databasePath(o.DB); err != nil {
				return err
			}
			return export(cmd, o, output)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.DB, "db", "", "database `file`; the default is the one that serve would open")
	flags.StringVar(&format, "format", "ndjson", "`format` of the rows: ndjson or csv")
	flags.StringVarP(&output, "output", "o", "", "`file` to write instead of standard output")
	flags.StringVar(&since, "since", "", "only rows from this `time` on: 30d, 12h, 2026-03-18")
	flags.StringVar(&until, "until", "", "only rows up to this `time`")
	flags.IntVar(&o.Limit, "limit", 0, "write at most `N` rows, 0 for all")
	flags.StringVar(&o.Session, "session", "", "only rows of the session with this `id`")
	flags.StringVar(&o.Agent, "agent", "", "only rows of the agent with this `id`")
	flags.StringVar(&o.Tool, "tool", "", "only rows of the tool with this `name`")
	flags.StringVar(&o.Model, "model", "", "only rows of the model with this `name`")
	flags.StringVar(&o.Type, "type", "", "only events or work items of this `type`")
	flags.StringVar(&o.Status, "status", "", "only rows with this `status`")
	return cmd
}

// exportKinds maps each kind of export to the flags that filter it.
func exportKinds() map[app.ExportKind][]string {
	return map[app.ExportKind][]string{
		app.ExportEvents:    {"session", "agent", "tool", "model", "type", "status"},
		app.ExportSessions:  {"session", "agent", "status"},
		app.ExportCosts:     {"session", "agent", "tool", "model"},
		app.ExportWorkItems: {"type", "status"},
	}
}

// parseExport sets the kind of the export from the arguments, and rejects flags that do not apply to it.
func parseExport(cmd *cobra.Command, args []string, o *app.Export) error {
	o.Kind = app.ExportEvents
	if len(args) > 0 {
		o.Kind = app.ExportKind(args[0])
	}
	known, ok := exportKinds()[o.Kind]
	if !ok || len(args) > 1 {
		return fmt.Errorf("cannot export %q; choose one of events, sessions, costs and work-items", strings.Join(args, " "))
	}
	for _, name := range exportKinds()[app.ExportEvents] {
		if cmd.Flags().Lookup(name).Value.String() != "" && !slices.Contains(known, name) {
			return fmt.Errorf("--%[2]s does not apply to %[1]s", o.Kind, name)
		}
	}
	if o.Limit < 0 {
		return fmt.Errorf("--limit %d is negative", o.Limit)
	}
	return nil
}

func exportTimes(since, until string, now time.Time) (from, to model.Instant, err error) {
	for _, bound := range []struct {
		flag, text string
		instant    *model.Instant
	}{{"--since", since, &from}, {"--until", until, &to}} {
		at, err := parseTime(bound.flag, bound.text, now)
		if err != nil {
			return "", "", err
		}
		if !at.IsZero() {
			*bound.instant = model.NewInstant(at)
		}
	}
	return from, to, nil
}

func export(cmd *cobra.Command, o app.Export, output string) error {
	bar := progress.Bar{}
	if output != "" {
		bar = progress.New(cmd.ErrOrStderr(), progress.Unknown, "writing rows")
	}
	o.Progress = bar.Set
	write := func(w io.Writer) error { return app.RunExport(cmd.Context(), o, w) }
	defer bar.Finish()
	if output == "" {
		err := write(terminal.Raw(cmd.OutOrStdout())) // data stays as it is
		if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
			return nil // the reader has closed the pipe, as head does
		}
		return err
	}
	if database.IsSidecar(output, o.DB) {
		return fmt.Errorf("cannot write %s: SQLite uses this file for the database; name another file", output)
	}
	if sameFile(output, o.DB) {
		return usageError{fmt.Errorf("--output %s is the database itself; name another file", output)}
	}
	return writeAtomically(cmd.Context(), output, write)
}
