package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/htmlgraph/htmlgraph/internal/service/repricing"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// maxModels is how many models a list of models shows.
const maxModels = 20

// repriceLabel is what a report of repricing is of.
type repriceLabel struct{ prices, since, changed string }

func repriceLabels(date, pricesPath string, o repricing.Options) repriceLabel {
	label := repriceLabel{prices: "checked on " + date, since: o.Since, changed: "repriced"}
	if pricesPath != "" {
		label.prices += "; " + terminal.Name(pricesPath) + " wins over them"
	}
	if o.DryRun {
		label.changed = "to reprice"
	}
	return label
}

// printRepriced prints which costs changed, or would change.
func printRepriced(w io.Writer, report repricing.Report, label repriceLabel) {
	line := lines(w)
	line("prices", "%s", label.prices)
	if label.since != "" {
		line("since", "%s (UTC)", label.since)
	}
	line("read", "%s, %d with a cost that a source stated", requestsText(report.Read), report.Stated)
	changed := slices.DeleteFunc(report.Models(), func(m repricing.ModelSum) bool { return m.Changed == 0 })
	for i, m := range changed {
		if i == maxModels {
			line(label.changed, "%d more models", len(changed)-i)
			break
		}
		line(label.changed, "%-32s %8d %14s -> %s", modelText(m.Model), m.Changed, usdText(int64(m.Before)), usdText(int64(m.After)))
	}
	line("in all", "%s, %s -> %s", requestsText(report.Changed), usdText(int64(report.Before)), usdText(int64(report.After)))
	if report.Unpriced > 0 {
		line("unpriced", "%s; htmlgraph doctor names their models", requestsText(report.Unpriced))
	}
}

func requestsText(count int64) string {
	if count == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", count)
}

// modelText returns the name of a model for a line.
func modelText(name string) string {
	if name == "" {
		return "(no model)"
	}
	return terminal.Name(name)
}

// usdText returns an amount in dollars with all its decimals.
func usdText(micro int64) string {
	return fmt.Sprintf("%d.%06d USD", micro/1_000_000, micro%1_000_000)
}
