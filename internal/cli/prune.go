package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

func newPrune() *cobra.Command {
	var db, olderThan string
	var dryRun, vacuum bool
	cmd := &cobra.Command{
		Use:   "prune --older-than AGE",
		Short: "Delete old events and keep daily totals",
		Long: "Prune deletes the events, requests, traces, archived transcripts and sessions of all days (in UTC)\n" +
			"before a given day. It keeps their totals by day, project, agent, model and tool, so that costs over\n" +
			"a year stay correct.\n" +
			"Work items, tracks and presence are not deleted. Servers and hooks may write meanwhile. Prune can\n" +
			"be interrupted at any time and run again. New rows reuse the freed space; --vacuum returns it to\n" +
			"the disk.",
		Example: "  htmlgraph prune --older-than 90d --dry-run\n" +
			"  htmlgraph prune --older-than 12w\n" +
			"  htmlgraph prune --older-than 2026-01-31 --vacuum --db large.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if olderThan == "" {
				return usageError{errors.New("--older-than is required, for example --older-than 90d")}
			}
			before, err := retention.Cutoff(olderThan, time.Now())
			if err != nil {
				return usageError{fmt.Errorf("--older-than %w", err)}
			}
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			plan, err := app.PlanPrune(cmd.Context(), path, before)
			if err != nil {
				return err
			}
			if dryRun {
				printPrunePlan(cmd.OutOrStdout(), plan)
				return nil
			}
			return prune(cmd, path, plan, vacuum)
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().StringVar(&olderThan, "older-than", "", "`age` in days or weeks (90d, 12w), or the first day to keep (2026-01-31)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be deleted, without deleting it")
	cmd.Flags().BoolVar(&vacuum, "vacuum", false, "shrink the file; other programs cannot write meanwhile")
	return cmd
}

func prune(cmd *cobra.Command, path string, plan retention.Plan, vacuum bool) error {
	bar := progress.New(cmd.ErrOrStderr(), int(plan.Rows()), "deleting rows")
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	report, err := app.Prune(cmd.Context(), path, retention.Options{
		Before: plan.Before, Vacuum: vacuum, Progress: func(rows int64) { bar.Set(int(rows)) },
	}, logger)
	bar.Finish()
	if err != nil && cmd.Context().Err() != nil {
		err = interruptedError("the totals of the deleted rows are stored; run the command again to continue")
	}
	if err != nil {
		return err
	}
	printPruned(cmd.OutOrStdout(), plan, report, vacuum)
	return nil
}
