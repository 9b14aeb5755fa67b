package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/progress"
)

func newBackup() *cobra.Command {
	var db string
	var force bool
	cmd := &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Copy a database while it is in use",
		Long: "Backup copies a database as it is at one moment, while servers and hooks go on reading and\n" +
			"writing it. The copy is checked before it takes its name; it is one file, to be served as it is\n" +
			"or put in the place of the database while nothing runs on it. Without FILE it lies beside the\n" +
			"database, with the time in its name.",
		Example: "  htmlgraph backup\n" +
			"  htmlgraph backup --db .htmlgraph/htmlgraph.db /backups/htmlgraph.db --force",
		Args:    atMostOne,
		PreRunE: fromEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := existing(db)
			if err != nil {
				return err
			}
			target := backupName(path, time.Now())
			if len(args) == 1 {
				target = args[0]
			}
			bar := progress.Bar{}
			size, err := database.Backup(cmd.Context(), database.BackupOptions{
				Path: path, Target: target, Replace: force, Progress: func(done, total int) {
					if bar == (progress.Bar{}) {
						bar = progress.New(cmd.ErrOrStderr(), total, "copying pages")
					}
					bar.Set(done)
				},
			})
			bar.Finish()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s copied to %s (%s)\n", path, target, bytesText(size))
			return err
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; without it, the one that serve would take")
	cmd.Flags().BoolVar(&force, "force", false, "replace FILE if it is there")
	return cmd
}

// backupName returns the name of the copy of a database that is made now.
func backupName(path string, now time.Time) string {
	return strings.TrimSuffix(path, ".db") + now.Format("-20060102-150405") + ".db"
}

// existing returns the database that was named, else the one that serve would take.
func existing(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	path, found := config.Locate(workingFolder())
	if !found {
		return "", errors.New("no .htmlgraph/htmlgraph.db from here upward or in your home; name a file with --db")
	}
	return path, nil
}

// atMostOne refuses more than one positional argument as a mistake in the call.
func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("%s takes one FILE, not %d", cmd.CommandPath(), len(args))}
	}
	return nil
}
