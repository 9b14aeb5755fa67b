package events_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/events"
)

// TestIdsOfAnyLengthAreWholeInLists: pages make links of them.
func TestIdsOfAnyLengthAreWholeInLists(t *testing.T) {
	rows := assorted(rand.New(rand.NewPCG(1, 2)), 3)
	for i := range rows {
		rows[i].session, rows[i].agent = strings.Repeat("s", 5000), strings.Repeat("a", 5000)
	}
	db, _ := newAssorted(t, rows, false, nil)
	list, err := events.New(db).List(t.Context(), model.EventFilter{}, model.Page{Limit: 3})
	if err != nil || len(list) == 0 {
		t.Fatalf("%d events, %v", len(list), err)
	}
	for _, event := range list {
		if event.SessionID != rows[0].session || event.AgentID != rows[0].agent {
			t.Errorf("%s has a session of %d and an agent of %d characters", event.EventID, len(event.SessionID), len(event.AgentID))
		}
	}
}
