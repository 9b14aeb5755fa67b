package state

import (
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestTheEndOfALimitIsReadFromWhatAgentsWrite(t *testing.T) {
	at := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	soon := 90_000.0
	for text, want := range map[string]string{
		"Claude AI usage limit reached|1773849600":                           "2026-03-18T16:00:00Z",
		"You've hit your limit · resets 3pm (Europe/Berlin)":                 "2026-03-18T14:00:00Z",
		"5-hour limit reached ∙ resets 9:30am (America/New_York)":            "2026-03-18T13:30:00Z",
		"resets 11am (Europe/Berlin)":                                        "2026-03-19T10:00:00Z",
		"resets 12am (Europe/Berlin)":                                        "2026-03-18T23:00:00Z",
		"You've hit your usage limit. Try again in 3 days 1 hour 5 minutes.": "2026-03-21T13:05:00Z",
		"try again in 28s":                                                   "2026-03-18T12:00:28Z",
		"resets 3pm (Mars/Olympus)":                                          "",
		"resets 3pm":                                                         "",
		"try again later":                                                    "",
		"try again in 99999999999 h":                                         "",
		"":                                                                   "",
	} {
		until, ok := limitEnd(&model.SessionSign{Failure: text}, model.NewInstant(at))
		got := ""
		if ok {
			got = until.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if until, ok := limitEnd(&model.SessionSign{RetryIn: &soon}, model.NewInstant(at)); !ok || !until.Equal(at.Add(90*time.Second)) {
		t.Errorf("a try that is announced: %v", until)
	}
}
