package changefeed

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// TestChangesAreRememberedWithinBounds adds changes of events with short and with long texts, and asks for those after each number.
func TestChangesAreRememberedWithinBounds(t *testing.T) {
	for name, test := range map[string]struct {
		changes, length int
		atLeast, atMost int
	}{
		"few":                  {100, 10, 100, 100},
		"many":                 {3 * updatesKept, 10, updatesKept, 2 * updatesKept},
		"with long texts":      {1000, bytesKept / 100, 25, 100},
		"with very long texts": {5, 2 * bytesKept, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var updates updateLog
			text := strings.Repeat("x", test.length)
			for n := range test.changes {
				updates.add([]Item{{Event: &model.LiveEvent{Event: model.Event{OutputSummary: &text}}, At: Position{Update: uint64(n + 1)}}})
			}
			kept, last := len(updates.items), uint64(test.changes)
			if _, ok := updates.between(last-uint64(kept), last, model.EventFilter{}); !ok {
				t.Error("what is remembered is refused")
			}
			if _, ok := updates.between(last-uint64(kept)-1, last, model.EventFilter{}); ok && kept < test.changes {
				t.Error("more is given than is remembered")
			}
			if kept < test.atLeast || kept > test.atMost || updates.bytes > bytesKept {
				t.Errorf("%d changes of %d bytes are remembered, want %d to %d", kept, updates.bytes, test.atLeast, test.atMost)
			}
		})
	}
}
