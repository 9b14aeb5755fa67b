package web

import "github.com/htmlgraph/htmlgraph/internal/model"

// statusLabel is a status as a page shows it.
type statusLabel struct {
	Text string
	// Tone chooses the colour: one of the tones, "" for none.
	Tone string
}

// The tones of a status, which the style sheets know.
const (
	toneGood    = "good"
	toneBad     = "bad"
	toneWaiting = "waiting"
)

// statusLabelFor returns the label of an event's status.
func statusLabelFor(status model.Status) statusLabel {
	label := statusLabel{Text: string(status.OrRecorded())}
	switch {
	case status.IsCompleted():
		label.Tone = toneGood
	case status.IsError():
		label.Tone = toneBad
	case status.IsRunning():
		label.Tone = toneWaiting
	}
	return label
}

// stateLabel returns the label of any other status: that of a session, an agent, a work item, a handoff or an alert. Words that
// are also used for events have the same tone there.
func stateLabel(state string) statusLabel {
	label := statusLabelFor(model.Status(state))
	switch state {
	case "active", "done", "accepted":
		label.Tone = toneGood
	case "blocked", "critical":
		label.Tone = toneBad
	case "idle", "warning":
		label.Tone = toneWaiting
	}
	return label
}

// label returns the label of a status of either kind.
func label(status any) statusLabel {
	if s, ok := status.(model.Status); ok {
		return statusLabelFor(s)
	}
	text, _ := status.(string)
	return stateLabel(text)
}
