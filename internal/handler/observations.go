package handler

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
	"github.com/htmlgraph/htmlgraph/internal/transfer"
)

// Observations handles the operation by which programs on other machines send what they read there.
type Observations struct {
	ingestion *ingestion.Service
	items     *openapi.Items
}

// NewObservations returns the handlers. items validates posted observations.
func NewObservations(service *ingestion.Service, items *openapi.Items) *Observations {
	return &Observations{ingestion: service, items: items}
}

// PostObservations stores one observation or a list of them. In a list each gets its own result; an invalid one does not prevent the others from
// being stored.
func (h *Observations) PostObservations(ctx context.Context, r api.PostObservationsRequestObject) (api.PostObservationsResponseObject, error) {
	body, err := r.Body.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("read the posted observations: %w", err)
	}
	items, isList, err := h.items.Split(body)
	if err != nil {
		return nil, err
	}
	results := make([]api.ObservationResult, len(items))
	var observations []ingest.Observation
	var positions []int
	for i, item := range items {
		observation, invalid := decodeObservation(item)
		results[i] = api.ObservationResult{Outcome: api.ObservationResultOutcomeProblem, Errors: toAPIProblemFields(invalid)}
		if len(invalid) == 0 {
			observations, positions = append(observations, observation), append(positions, i)
		} else if !isList {
			return nil, apperr.InvalidFields(invalid...)
		}
	}
	stored, err := h.ingestion.Submit(ctx, observations)
	if err != nil {
		return nil, err
	}
	for n, i := range positions {
		if err := ingestion.Refusal(stored[n], items[i].Location...); err != nil && (!isList || stored[n].Failed) {
			return nil, err // a store that failed may store it later, so the sender keeps all of them
		}
		results[i].Outcome = api.ObservationResultOutcome(stored[n].Outcome)
		if stored[n].Outcome == ingest.Refused {
			results[i].Errors = toAPIProblemFields([]apperr.Field{ingestion.Field(stored[n], items[i].Location...)})
		}
	}
	return api.PostObservations200JSONResponse{Results: results}, nil
}

// decodeObservation returns the observation of an item, or its invalid fields.
func decodeObservation(item openapi.Item) (ingest.Observation, []apperr.Field) {
	if len(item.Invalid) > 0 {
		return ingest.Observation{}, item.Invalid
	}
	var observation api.Observation
	if err := json.Unmarshal(item.JSON, &observation); err != nil {
		return ingest.Observation{}, []apperr.Field{undecodable(err, item.Location)}
	}
	return transfer.Decode(&observation), nil
}
