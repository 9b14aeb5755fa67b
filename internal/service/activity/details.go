package activity

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Details is an event as its page shows it.
type Details struct {
	model.EventDetail
	// Edits are the changes of files that the input of the call states.
	Edits []toolcall.Edit
}

// Details returns one event as GetEvent does, with the input of its call wherever that is stored, and with its edits.
func (s *Service) Details(ctx context.Context, eventID string) (Details, error) {
	event, err := s.GetEvent(ctx, eventID)
	details := Details{EventDetail: event}
	if err != nil {
		return details, err
	}
	if details.ToolInput == nil && details.ToolName != nil {
		calls, err := s.events.Calls(ctx, event.Event)
		if err != nil {
			return details, err
		}
		details.ToolInput = inputOf(event.Event, calls)
	}
	details.Edits = toolcall.Edits(model.Or(details.ToolInput, ""))
	return details, nil
}

// inputOf returns the input of an event's call. Of several calls that began at the same time it is the one from whose id that of the event was
// made; where none is, nobody knows which.
func inputOf(event model.Event, calls []model.Call) *string {
	for _, call := range calls {
		if ingest.ToolID(call.ID) == event.EventID || len(calls) == 1 {
			return call.Input
		}
	}
	return nil
}
