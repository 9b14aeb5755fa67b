package cli

import (
	"io"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/doctor"
	"github.com/htmlgraph/htmlgraph/internal/pricing"
)

// printPrices prints when the list prices were checked, and the models with requests without a cost.
func printPrices(w io.Writer, table *pricing.Table, unpriced []database.ModelCount) {
	line := lines(w)
	line("prices", "checked on %s", table.Date())
	for _, count := range unpriced {
		reason := "no price is known"
		if table.Knows(count.Model) {
			reason = "the prices have it: see htmlgraph reprice --dry-run"
		}
		line("unpriced", "%-32s %8d  %s", modelText(count.Model), count.Requests, reason)
	}
	if len(unpriced) == doctor.MaxModels {
		line("unpriced", "these are the %d models with the most such requests", doctor.MaxModels)
	}
}
