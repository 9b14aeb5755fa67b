package activity

import (
	"context"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// delegationType is the event type of traced delegations.
const delegationType = "task_delegation"

// Trace is a delegation with its direct children.
type Trace struct {
	Delegation model.Event
	// DurationSeconds is nil where the delegation is not completed, or its duration is not known.
	DurationSeconds *float64
	// Children are the direct children, oldest first.
	Children []model.Event
	// Spikes are the ids of spikes that the output of the delegation lists as created.
	Spikes []string
}

// TracePage is one page of traces.
type TracePage struct {
	Timestamp time.Time
	Traces    []Trace
	Total     int64
	Next      *model.Cursor
}

// ListTraces returns a page of traces, newest first. A sessionID that is not empty selects one session.
func (s *Service) ListTraces(ctx context.Context, sessionID string, page model.Page) (TracePage, error) {
	filter := model.EventFilter{EventType: delegationType, SessionID: sessionID}
	total, err := s.total(ctx, filter)
	if err != nil {
		return TracePage{}, err
	}
	delegations, next, err := s.page(ctx, filter, page)
	if err != nil {
		return TracePage{}, err
	}
	children, err := s.events.Children(ctx, eventIDs(delegations))
	if err != nil {
		return TracePage{}, err
	}
	groups := byParent(children)
	traces := make([]Trace, len(delegations))
	for i, delegation := range delegations {
		traces[i] = newTrace(delegation, groups[delegation.EventID])
	}
	return TracePage{Timestamp: s.now(), Traces: traces, Total: total, Next: next}, nil
}

func newTrace(delegation model.Event, children []model.Event) Trace {
	return Trace{
		Delegation:      delegation,
		DurationSeconds: traceDuration(delegation, children),
		Children:        children,
		Spikes:          spikesCreated(delegation.OutputSummary),
	}
}

// traceDuration returns the recorded duration of a completed delegation, or else the time from its start to its last child.
func traceDuration(delegation model.Event, children []model.Event) *float64 {
	if !delegation.Status.IsCompleted() {
		return nil
	}
	if recorded := delegation.DurationSeconds; recorded != nil && *recorded > 0 {
		return recorded
	}
	if len(children) == 0 {
		return nil
	}
	last := children[len(children)-1]
	if seconds, ok := last.Timestamp.Seconds(delegation.Timestamp); ok {
		return &seconds
	}
	return nil
}

// spikesCreated returns the strings in the member spikes_created of a stored JSON object.
func spikesCreated(output *string) []string {
	spikes := []string{}
	object, _ := model.Object(output)
	list, _ := object["spikes_created"].([]any)
	for _, item := range list {
		if id, ok := item.(string); ok {
			spikes = append(spikes, id)
		}
	}
	return spikes
}
