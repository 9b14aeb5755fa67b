package web

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestAStatusIsColouredByItsMeaning(t *testing.T) {
	cases := map[any]statusLabel{
		model.StatusNone:        {"recorded", ""},
		model.StatusRecorded:    {"recorded", ""},
		model.StatusSuccess:     {"success", toneGood},
		model.StatusCompleted:   {"completed", toneGood},
		model.StatusFailed:      {"failed", toneBad},
		model.StatusTimeout:     {"timeout", toneBad},
		model.StatusCancelled:   {"cancelled", toneBad},
		model.StatusRunning:     {"running", toneWaiting},
		model.StatusRejected:    {"rejected", ""},
		model.Status("active"):  {"active", ""},
		model.SessionActive:     {"active", toneGood},
		model.SessionFailed:     {"failed", toneBad},
		model.PresenceIdle:      {"idle", toneWaiting},
		"in_progress":           {"in_progress", toneWaiting},
		"blocked":               {"blocked", toneBad},
		"stale":                 {"stale", ""},
		model.Status("skipped"): {"skipped", ""},
	}
	for status, want := range cases {
		if got := label(status); got != want {
			t.Errorf("%T %v: %+v, want %+v", status, status, got, want)
		}
	}
}
