package export_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/export"
)

// sized lists numbers from n down to 1, and ends a page that is bounded by bytes after two of them.
func sized(n int) func(context.Context, model.Page) ([]int, error) {
	return func(_ context.Context, page model.Page) ([]int, error) {
		next := n
		if page.After != nil {
			fmt.Sscan(page.After.Key, &next)
			next--
		}
		limit := page.Limit
		if page.Bytes > 0 {
			limit = min(limit, 2)
		}
		var rows []int
		for ; next > 0 && len(rows) < limit; next-- {
			rows = append(rows, next)
		}
		return rows, nil
	}
}

func TestPagesPassesAllRowsHoweverPagesEnd(t *testing.T) {
	for name, test := range map[string]struct {
		rows, limit int
		endsByBytes bool
		want        string
	}{
		"none":                         {0, 0, false, "[[]]"},
		"one page":                     {3, 0, false, "[[3 2 1]]"},
		"a limit":                      {5, 3, false, "[[5 4 3]]"},
		"none by bytes":                {0, 0, true, "[[]]"},
		"pages by bytes":               {5, 0, true, "[[5 4] [3 2] [1]]"},
		"pages that end with a page":   {4, 0, true, "[[4 3] [2 1]]"},
		"pages by bytes up to a limit": {5, 3, true, "[[5 4] [3]]"},
	} {
		t.Run(name, func(t *testing.T) {
			var got [][]int
			source := export.Source[int]{
				List: sized(test.rows), Cursor: func(row int) model.Cursor { return model.Cursor{Key: fmt.Sprint(row)} }, EndsByBytes: test.endsByBytes,
			}
			err := export.Pages(t.Context(), test.limit, source, func(rows []int) error {
				got = append(got, rows)
				return nil
			})
			if diff := cmp.Diff(test.want, fmt.Sprint(got)); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}
