package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
	"github.com/htmlgraph/htmlgraph/internal/web"
)

func newShow() *cobra.Command {
	var db, format, output string
	cmd := &cobra.Command{
		Use:   "show SESSION",
		Short: "Write what was said and done in a session as one file",
		Long: "Show writes the prompts, answers, thoughts and calls of a session as Markdown, as HTML without scripts\n" +
			"that needs no other file, or as one JSON object for each message. The database is opened read-only, so a\n" +
			"server may run meanwhile. An output file is replaced only when it is complete.",
		Example: "  htmlgraph show 0b5a41c2-8f0e-4a3c-9d51-6f1e7d1c2b3a | less\n" +
			"  htmlgraph show 0b5a41c2-8f0e-4a3c-9d51-6f1e7d1c2b3a --format html -o session.html",
		Args:    oneSession,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			as := web.FileFormat(format)
			if as != web.FileMarkdown && as != web.FileHTML && as != web.FileLines {
				return usageError{fmt.Errorf("--format %q is not md, html or jsonl", format)}
			}
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			return show(cmd, path, args[0], as, output)
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().StringVar(&format, "format", string(web.FileMarkdown), "`format` of the file: md, html or jsonl")
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write instead of standard output")
	return cmd
}

func show(cmd *cobra.Command, path, sessionID string, format web.FileFormat, output string) error {
	write := func(w io.Writer) error {
		buffered := bufio.NewWriter(w)
		err := app.Show(cmd.Context(), path, sessionID, format, Version(), buffered)
		if apperr.CodeOf(err) == apperr.CodeNotFound {
			return fmt.Errorf("no session %s is stored in %s; `htmlgraph export sessions` lists all", sessionID, path)
		}
		return errors.Join(err, buffered.Flush())
	}
	if output == "" {
		to := cmd.OutOrStdout() // what a text says to the terminal is shown, not sent
		if format != web.FileMarkdown {
			to = terminal.Raw(to)
		}
		err := write(to)
		if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
			return nil // the reader has closed the pipe, as head does
		}
		return err
	}
	if database.IsSidecar(output, path) || sameFile(output, path) {
		return usageError{fmt.Errorf("--output %s is a file of the database; name another one", output)}
	}
	return writeAtomically(cmd.Context(), output, write)
}
