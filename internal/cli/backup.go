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
		Long: "Backup writes a consistent copy of a database. Servers and hooks may read and write the database\n" +
			"meanwhile. The copy is a single file. It is checked before it gets its final name. Without FILE\n" +
			"the copy is stored beside the database, with the time in its name. To restore a backup, stop the\n" +
			"server and replace the database with the copy.",
		Example: "  htmlgraph backup\n" +
			"  htmlgraph backup --db .htmlgraph/htmlgraph.db /backups/htmlgraph.db --force",
		Args:    atMostOneFile,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := databasePath(db)
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
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s copied to %s (%s)\n", path, target, formatBytes(size))
			return err
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().BoolVar(&force, "force", false, "replace FILE if it exists")
	return cmd
}

// backupName returns the default name of a copy that is made now.
func backupName(path string, now time.Time) string {
	return strings.TrimSuffix(path, ".db") + now.Format("-20060102-150405") + ".db"
}

// databasePath returns the named database, or else the one that serve would open.
func databasePath(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	path, found := config.Locate(workingFolder())
	if !found {
		return "", errors.New("no database found: there is no .htmlgraph/htmlgraph.db in this folder, its parents or your home; name a file with --db")
	}
	return path, nil
}

// atMostOneFile rejects more than one positional argument as a usage error.
func atMostOneFile(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("%s takes one FILE, not %d", cmd.CommandPath(), len(args))}
	}
	return nil
}
