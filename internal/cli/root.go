// Package cli owns the command line: commands, flags, their environment variables, and printed output. It contains no other logic;
// each command calls the package that does the work.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
	// exitStopped is that of systemctl for a service that does not run.
	exitStopped = 3
	// ExitInterrupted is that of a command that a signal ended before its work was done: 128 and the number of SIGINT, as shells have it.
	ExitInterrupted = 130
)

// interruptedError is the error of a command that ended before its work was done. Its text says what was done and how to go on.
type interruptedError string

func (e interruptedError) Error() string { return "interrupted; " + string(e) }

// stoppedError is the error of a question after a service that does not run.
type stoppedError string

func (e stoppedError) Error() string { return string(e) }

// usageError marks a mistake in the command line, as opposed to a failure of the work.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// Run executes the command line args and returns the exit code: 0 for success, 1 for a
// failure, 2 for a usage error, 3 for a service that does not run, 130 for work that was not done because ctx ended.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	out, failures := terminal.Writer(terminal.Awaited(ctx, stdout)), terminal.Writer(terminal.Awaited(ctx, stderr))
	defer out.Close()      //nolint:errcheck // there is nobody to tell
	defer failures.Close() //nolint:errcheck // there is nobody to tell
	root.SetOut(out)
	root.SetErr(failures)
	command, err := root.ExecuteContextC(ctx)
	var usage usageError
	var stopped stoppedError
	switch {
	case err == nil, command.Annotations[silent] != "":
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(failures, "htmlgraph: %s\nTry '%s --help'.\n", errorText(err), command.CommandPath())
		return exitUsage
	case ctx.Err() != nil && isInterrupted(err):
		fmt.Fprintf(failures, "htmlgraph: %v\n", interruption(err))
		return ExitInterrupted
	default:
		fmt.Fprintf(failures, "htmlgraph: %s\n", errorText(err))
		if errors.As(err, &stopped) {
			return exitStopped
		}
		return exitError
	}
}

// errorText returns an error in one line. Names in it may contain line breaks.
func errorText(err error) string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var texts []string
		for _, part := range joined.Unwrap() {
			texts = append(texts, errorText(part))
		}
		return strings.Join(texts, "; ")
	}
	return terminal.Name(err.Error())
}

func isInterrupted(err error) bool {
	var interrupted interruptedError
	return errors.As(err, &interrupted) || errors.Is(err, context.Canceled)
}

// interruption returns the text for a command that was interrupted.
func interruption(err error) error {
	var interrupted interruptedError
	if errors.As(err, &interrupted) {
		return interrupted
	}
	return errors.New("interrupted")
}

// Command returns the command with all commands below it, so that manual pages can be made of it.
func Command() *cobra.Command { return newRoot() }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "htmlgraph",
		Short: "See what your coding agents do",
		Long: "HtmlGraph shows what coding agents do: " + agentTitles() + ".\n" +
			"It records their events, sessions, work items, delegations and costs in a SQLite file, and serves\n" +
			"them as a dashboard and an API.",
		Example: "  htmlgraph serve --demo\n" +
			"  htmlgraph init && htmlgraph import\n" +
			"  htmlgraph serve --watch",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args:          noArgs,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newServe(), newInit(), newHook(), newImport(), newRestore(), newBackup(), newExport(), newShow(), newPrune(), newReprice(), newRedact(), newForget(), newSeed(), newDoctor(), newMock(), newVerify(), newService(), newToken(), newVersion())
	return root
}

// noArgs rejects positional arguments as a usage error.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return usageError{fmt.Errorf("unknown command %q", args[0])}
	}
	return usageError{fmt.Errorf("%s takes no argument %q", cmd.CommandPath(), args[0])}
}

// workingFolder returns the current folder and the home folder of the user, "" where that is not known.
func workingFolder() (folder, home string) {
	folder, err := os.Getwd()
	if err != nil {
		folder = "."
	}
	home, err = os.UserHomeDir()
	if err != nil {
		home = ""
	}
	return folder, home
}
