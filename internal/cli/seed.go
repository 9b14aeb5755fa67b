package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// maxSeedEvents protects against typing errors that would fill the disk: this many events take about 50 GiB.
const maxSeedEvents = 100_000_000

func newSeed() *cobra.Command {
	var db string
	var events int
	var number uint64
	cmd := &cobra.Command{
		Use:   "seed",
		Short: "Create a sample database of any size",
		Long: "Seed creates a new database with realistic sessions, turns, delegations, costs and work items.\n" +
			"The newest events have the current time. It never changes an existing file.",
		Example: "  htmlgraph seed --events 10000 --db sample.db\n" +
			"  htmlgraph seed --events 1000000 --db large.db && htmlgraph serve --db large.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if db == "" {
				return usageError{errors.New("name the new file with --db")}
			}
			if events < 1 || events > maxSeedEvents {
				return usageError{fmt.Errorf("--events %d is not between 1 and %d", events, maxSeedEvents)}
			}
			bar := progress.New(cmd.ErrOrStderr(), events, "writing events")
			err := seed.Write(cmd.Context(), db, seed.Options{Events: events, Days: seed.SampleDays, End: time.Now(), Number: number, Progress: bar.Set})
			bar.Finish()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d events written to %s\n", events, db)
			return err
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "new database `file`")
	cmd.Flags().IntVar(&events, "events", 10_000, "`number` of events to write")
	cmd.Flags().Uint64Var(&number, "number", 1, "seed `N` of the random numbers; the same number gives the same rows")
	return cmd
}
