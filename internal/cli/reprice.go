package cli

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/progress"
	"github.com/htmlgraph/htmlgraph/internal/service/repricing"
	"github.com/htmlgraph/htmlgraph/internal/service/retention"
)

func newReprice() *cobra.Command {
	var db, since, prices string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "reprice",
		Short: "Price stored requests again",
		Long: "Reprice computes the costs of stored requests again, by the list prices of this release and by\n" +
			"--prices, each request by the prices of its day. It keeps the costs that a source stated, those that\n" +
			"other programs stored, and the totals of pruned days. Servers and hooks may write meanwhile. Reprice\n" +
			"can be interrupted at any time and run again. --dry-run shows what would change.",
		Example: "  htmlgraph reprice --dry-run\n" +
			"  htmlgraph reprice --since 2026-10-01\n" +
			"  htmlgraph reprice --since 30d --prices own.json --db copy.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := firstDay(since)
			if err != nil {
				return err
			}
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			return reprice(cmd, path, prices, repricing.Options{Since: from, DryRun: dryRun})
		},
	}
	cmd.Flags().StringVar(&db, "db", "", "database `file`; the default is the one that serve would open")
	cmd.Flags().StringVar(&since, "since", "", "the first `day` (in UTC) whose requests are priced again, or an age: 2026-01-31, 30d, 12w")
	cmd.Flags().StringVar(&prices, "prices", "", "a `file` of prices that override the list prices")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change, without changing it")
	return cmd
}

// firstDay returns the day that --since names, "" without one.
func firstDay(since string) (string, error) {
	if since == "" {
		return "", nil
	}
	day, err := retention.Cutoff(since, time.Now())
	if err != nil {
		return "", usageError{fmt.Errorf("--since %w", err)}
	}
	return day, nil
}

func reprice(cmd *cobra.Command, path, pricesPath string, o repricing.Options) error {
	prices, err := app.Prices(cmd.Context(), pricesPath)
	if err != nil {
		return err
	}
	bar := progress.Bar{}
	o.Progress = func(requests int64) { bar.Set(int(requests)) }
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	report, err := app.Reprice(cmd.Context(), path, prices, o,
		func(requests int64) { bar = progress.New(cmd.ErrOrStderr(), int(requests), "pricing requests") }, logger)
	bar.Finish()
	if err != nil && cmd.Context().Err() != nil {
		return interruptedError(fmt.Sprintf("%d requests have their new cost; run the command again to continue", report.Changed))
	}
	if err != nil {
		return err
	}
	printRepriced(cmd.OutOrStdout(), report, repriceLabels(prices.Date(), pricesPath, o))
	return nil
}
