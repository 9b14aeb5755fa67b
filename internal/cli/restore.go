package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/service/archive"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func newRestore() *cobra.Command {
	var db, to string
	cmd := &cobra.Command{
		Use:   "restore SESSION",
		Short: "Write the transcripts of a session back",
		Long: "Restore writes the transcripts of a session and of its subagents from the archive to where they were,\n" +
			"so that its agent can resume the session after it deleted its files. With --to they are written to\n" +
			"a folder. Files that exist stay as they are. Secrets were redacted before the transcripts were\n" +
			"archived, and stay redacted.\n\n" +
			"The exit code is 0 if each transcript is there now, and 1 if the archive has none of the session or\n" +
			"one cannot be written.",
		Example: "  htmlgraph restore 0b5a41c2-8f0e-4a3c-9d51-6f1e7d1c2b3a\n" +
			"  htmlgraph restore 0b5a41c2-8f0e-4a3c-9d51-6f1e7d1c2b3a --to ./restored",
		Args:    oneSession,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			_, home := workingFolder()
			restored, err := app.Restore(cmd.Context(), path, app.RestoreOptions{SessionID: args[0], Folder: to, Home: home, Getenv: os.Getenv})
			printRestored(cmd.OutOrStdout(), restored)
			return restoreError(err, args[0], to)
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().StringVar(&to, "to", "", "`folder` to write the transcripts to, instead of where they were")
	return cmd
}

// restoreError returns an error with what to do next.
func restoreError(err error, sessionID, to string) error {
	switch {
	case errors.Is(err, archive.ErrNotKept):
		return fmt.Errorf("the archive has no transcript of session %s; transcripts are archived when they are imported, unless --no-archive is set", sessionID)
	case errors.Is(err, archive.ErrNoPlace) && to == "":
		return fmt.Errorf("%w; write it to a folder with --to", err)
	default:
		return err
	}
}

func printRestored(w io.Writer, files []archive.Restored) {
	line := lines(w)
	written := false
	for _, f := range files {
		if f.Exists {
			line("exists", "%s", terminal.Name(f.Path))
			continue
		}
		written = true
		line("written", "%s (%s)", terminal.Name(f.Path), formatBytes(f.Bytes))
	}
	if written {
		line("note", "secrets that were redacted stay redacted")
	}
}
