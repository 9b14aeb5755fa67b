package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/service/erasure"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// forgetFlags are the flags of forget.
type forgetFlags struct {
	db                string
	yes, dryRun, undo bool
	noVacuum          bool
}

func newForget() *cobra.Command {
	var flags forgetFlags
	cmd := &cobra.Command{
		Use:   "forget SESSION",
		Short: "Delete a session everywhere",
		Long: "Forget deletes a session and the sessions of its subagents: events, requests, traces, presence,\n" +
			"archived transcripts, and the hook payloads that wait beside the database. At the end the file is rewritten, so that its free\n" +
			"space holds none of the deleted rows; other programs cannot write meanwhile. What hooks, imports and\n" +
			"telemetry report of the session later is ignored. With --undo it is stored again, and the next import\n" +
			"reads its transcripts. Daily totals of a prune, backups, exports and the files of the agents are not\n" +
			"changed.\n\n" +
			"The exit code is 0 if the session is deleted, 1 if it is unknown or the answer is no, and 2 if there is\n" +
			"no terminal to ask on and --yes is not set.",
		Example: "  htmlgraph forget 0b5a41c2-8f0e-4a3c-9d51-6f1e7d1c2b3a\n" +
			"  htmlgraph forget s1 --dry-run\n" +
			"  htmlgraph forget s1 --yes --db .htmlgraph/htmlgraph.db\n" +
			"  htmlgraph forget s1 --undo",
		Args:    oneSession,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := databasePath(flags.db)
			if err != nil {
				return err
			}
			if flags.undo {
				return readmit(cmd, path, args[0])
			}
			return forget(cmd, path, args[0], flags)
		},
	}
	cmd.Flags().StringVar(&flags.db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().BoolVar(&flags.yes, "yes", false, "do not ask for confirmation")
	cmd.Flags().BoolVar(&flags.dryRun, "dry-run", false, "show what would be deleted, without deleting it")
	cmd.Flags().BoolVar(&flags.undo, "undo", false, "accept reports of a forgotten session again")
	cmd.Flags().BoolVar(&flags.noVacuum, "no-vacuum", false, "do not rewrite the file; its free space keeps the deleted rows until new rows use it")
	return cmd
}

// oneSession demands one positional argument.
func oneSession(cmd *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return usageError{fmt.Errorf("%s takes one SESSION", cmd.CommandPath())}
	}
	return nil
}

func forget(cmd *cobra.Command, path, sessionID string, flags forgetFlags) error {
	plan, err := app.PlanForget(cmd.Context(), path, sessionID)
	if err != nil {
		return err
	}
	if len(plan.Sessions) == 0 {
		return fmt.Errorf("no session %s is stored in %s", sessionID, path)
	}
	if flags.dryRun {
		printForgotten(cmd.OutOrStdout(), "would go", plan.Sessions, erasure.Report{Tables: plan.Tables})
		return nil
	}
	if !flags.yes {
		if err := confirm(cmd, sessionID, plan); err != nil {
			return err
		}
	}
	bar := progress.New(cmd.ErrOrStderr(), int(plan.Rows()), "deleting rows")
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	report, err := app.Forget(cmd.Context(), path, plan,
		erasure.Options{Vacuum: !flags.noVacuum, Progress: func(rows int64) { bar.Set(int(rows)) }}, logger)
	bar.Finish()
	if err != nil && cmd.Context().Err() != nil {
		err = interruptedError("run the command again to continue")
	}
	if err != nil {
		return err
	}
	printForgotten(cmd.OutOrStdout(), "deleted", plan.Sessions, report)
	return nil
}

// confirm asks on the terminal, and fails where the answer is no or there is no terminal.
func confirm(cmd *cobra.Command, sessionID string, plan erasure.Plan) error {
	in, isFile := cmd.InOrStdin().(*os.File)
	if !isFile || !term.IsTerminal(int(in.Fd())) {
		return usageError{errors.New("there is no terminal to ask for confirmation; use --yes")}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "Delete session %s and %d sessions of its subagents, %d rows? [y/N] ", sessionID, len(plan.Sessions)-1, plan.Rows())
	answer, err := terminal.Await(cmd.Context(), func() (string, error) { return bufio.NewReader(in).ReadString('\n') })
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	default:
		return errors.New("not confirmed; nothing is deleted")
	}
}

func readmit(cmd *cobra.Command, path, sessionID string) error {
	readmitted, err := app.Readmit(cmd.Context(), path, sessionID)
	if err != nil {
		return err
	}
	if !readmitted {
		return fmt.Errorf("session %s is not forgotten", sessionID)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "reports of session %s are stored again; the next import reads its transcripts\n", sessionID)
	return err
}

// printForgotten prints how many rows of which tables are deleted.
func printForgotten(w io.Writer, label string, sessions []string, report erasure.Report) {
	line := lines(w)
	for i, session := range sessions {
		if i == 0 {
			line("session", "%s", session)
		} else {
			line("subagent", "%s", session)
		}
	}
	for _, table := range report.Tables {
		if table.Rows > 0 {
			line(label, "%-24s %12d", table.Table, table.Rows)
		}
	}
	if report.Payloads > 0 {
		line(label, "%-24s %12d", "payloads of hooks", report.Payloads)
	}
}
