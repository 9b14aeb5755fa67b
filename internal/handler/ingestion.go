package handler

import (
	"context"
	"fmt"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
)

// Ingestion handles the operations by which clients report what agents do.
type Ingestion struct {
	ingestion *ingestion.Service
	events    *openapi.Items
}

// NewIngestion returns the handlers. events validates posted events.
func NewIngestion(service *ingestion.Service, events *openapi.Items) *Ingestion {
	return &Ingestion{ingestion: service, events: events}
}

// PostEvents stores one event or a list of events. In a list each event gets its own result; an invalid one does not prevent the
// others from being stored.
func (h *Ingestion) PostEvents(ctx context.Context, r api.PostEventsRequestObject) (api.PostEventsResponseObject, error) {
	body, err := r.Body.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("read the posted events: %w", err)
	}
	items, isList, err := h.events.Split(body)
	if err != nil {
		return nil, err
	}
	results := make([]api.IngestResult, len(items))
	var observations []ingest.Observation
	var positions []int
	for i, item := range items {
		event, invalid := decodeEvent(item, h.ingestion.Now())
		results[i] = api.IngestResult{EventID: event.EventID, Outcome: api.IngestResultOutcomeProblem, Errors: toAPIProblemFields(invalid)}
		if len(invalid) == 0 {
			observations, positions = append(observations, ingest.Observation{Event: fromAPIEvent(event)}), append(positions, i)
		} else if !isList {
			return nil, apperr.InvalidFields(invalid...)
		}
	}
	stored, err := h.ingestion.Submit(ctx, observations)
	if err != nil {
		return nil, err
	}
	for n, i := range positions {
		results[i].Outcome = api.IngestResultOutcome(stored[n].Outcome)
		if stored[n].Outcome != ingest.Refused {
			continue
		}
		if !isList {
			return nil, ingestion.Refusal(stored[n], items[i].Location...)
		}
		results[i].Errors = toAPIProblemFields([]apperr.Field{ingestion.Field(stored[n], items[i].Location...)})
	}
	return api.PostEvents200JSONResponse{Results: results}, nil
}

// PostSession stores a session.
func (h *Ingestion) PostSession(ctx context.Context, r api.PostSessionRequestObject) (api.PostSessionResponseObject, error) {
	outcome, err := h.ingestion.Session(ctx, fromAPISession(r.Body))
	if err != nil {
		return nil, err
	}
	return api.PostSession200JSONResponse{SessionID: r.Body.SessionID, Outcome: api.SessionIngestedOutcome(outcome)}, nil
}

// PatchSession updates a session, or ends it.
func (h *Ingestion) PatchSession(ctx context.Context, r api.PatchSessionRequestObject) (api.PatchSessionResponseObject, error) {
	change := fromAPISessionChange(r.SessionID, r.Body)
	if change.EndedAt == "" && r.Body.Status != nil {
		change.EndedAt = h.ingestion.Now()
	}
	outcome, err := h.ingestion.Change(ctx, change)
	if err != nil {
		return nil, err
	}
	return api.PatchSession200JSONResponse{SessionID: r.SessionID, Outcome: api.SessionIngestedOutcome(outcome)}, nil
}
