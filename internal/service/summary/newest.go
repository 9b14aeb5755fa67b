package summary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// newestKept is how many delegations are remembered: as many as the overview of them shows.
const newestKept = 1000

// newest remembers the ids of the newest events among those that are added. It sorts only when
// twice as many are held as are kept.
type newest struct{ held []dated }

type dated struct{ key, id string }

func (n *newest) add(row *model.SummaryRow) {
	n.held = append(n.held, dated{key: row.Timestamp.Key(), id: row.EventID})
	if len(n.held) >= 2*newestKept {
		n.held = firstOf(n.held)
	}
}

// firstOf returns the newest of events, newest first, as many as are kept.
func firstOf(events []dated) []dated {
	slices.SortFunc(events, func(a, b dated) int {
		return cmp.Or(strings.Compare(b.key, a.key), strings.Compare(b.id, a.id))
	})
	return events[:min(len(events), newestKept)]
}

// NewestTasks returns the ids of the newest delegations, newest first, at most a thousand.
func (v View) NewestTasks() []string {
	events := firstOf(slices.Concat(v.settled.tasks.held, v.tail.tasks.held))
	ids := make([]string, len(events))
	for i, event := range events {
		ids[i] = event.id
	}
	return ids
}
