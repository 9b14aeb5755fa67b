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
		Short: "Delete old events and keep what they add up to",
		Long: "Prune deletes events, requests, traces and sessions of days before a day, in UTC. What they add up\n" +
			"to is kept by day, project, agent, model and tool, so that costs over a year stay right. Work items,\n" +
			"tracks and presence stay. A server and hooks may write meanwhile. It can be ended at any time and\n" +
			"run again. What became free is filled by new rows, or given back to the disk with --vacuum.",
		Example: "  htmlgraph prune --older-than 90d --dry-run\n" +
			"  htmlgraph prune --older-than 12w\n" +
			"  htmlgraph prune --older-than 2026-01-31 --vacuum --db large.db",
		Args:    noArgs,
		PreRunE: fromEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if olderThan == "" {
				return usageError{errors.New("say what is old with --older-than, such as 90d")}
			}
			before, err := retention.Cutoff(olderThan, time.Now())
			if err != nil {
				return usageError{fmt.Errorf("--older-than %w", err)}
			}
			path, err := existing(db)
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
	cmd.Flags().StringVar(&db, "db", "", "database `file`; without it, the one that serve would take")
	cmd.Flags().StringVar(&olderThan, "older-than", "", "an `age` in days or weeks (90d, 12w), or the first day that stays (2026-01-31)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "tell what would be deleted, and change nothing")
	cmd.Flags().BoolVar(&vacuum, "vacuum", false, "make the file smaller; nobody else can write meanwhile")
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
		err = errors.New("interrupted; what is deleted is in the roll-ups, run it again to go on")
	}
	if err != nil {
		return err
	}
	printPruned(cmd.OutOrStdout(), plan, report, vacuum)
	return nil
}
