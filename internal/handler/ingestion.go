package handler

import (
	"context"
	"encoding/json"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
)

// Ingestion answers the operations by which clients tell what agents do.
type Ingestion struct{ ingestion *ingestion.Service }

// NewIngestion returns the handlers over the ingestion service.
func NewIngestion(service *ingestion.Service) *Ingestion { return &Ingestion{ingestion: service} }

// PostEvents stores one event or a list of them.
func (h *Ingestion) PostEvents(ctx context.Context, r api.PostEventsRequestObject) (api.PostEventsResponseObject, error) {
	body, err := r.Body.MarshalJSON()
	if err != nil {
		return nil, apperr.InvalidFields(bodyFault("not valid JSON"))
	}
	items, isList, err := splitItems(body)
	if err != nil {
		return nil, err
	}
	results := make([]api.IngestResult, len(items))
	var observations []ingest.Observation
	var places []int
	for i, item := range items {
		event, fields := decodeEvent(item, location(i, isList), h.ingestion.Now())
		results[i] = api.IngestResult{EventID: event.EventID, Outcome: api.IngestResultOutcomeProblem, Errors: toAPIProblemFields(fields)}
		if len(fields) == 0 {
			observations, places = append(observations, fromAPIEvent(event)), append(places, i)
		} else if !isList {
			return nil, apperr.InvalidFields(fields...)
		}
	}
	stored, err := h.ingestion.Submit(ctx, observations)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		result := &results[place]
		result.Outcome = api.IngestResultOutcome(stored[i].Outcome)
		if stored[i].Outcome != ingest.Refused {
			continue
		}
		field := ingestion.Field(stored[i], location(place, isList)...)
		if !isList {
			return nil, apperr.InvalidFields(field)
		}
		result.Errors = toAPIProblemFields([]apperr.Field{field})
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

// PatchSession adds to a session, or ends it.
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

// maxItems is how many events one request may bring.
const maxItems = 1000

// splitItems returns the events of a body, which is valid JSON, and whether they came as a list. They are parts of the body.
func splitItems(body json.RawMessage) (items []json.RawMessage, isList bool, err error) {
	value := gjson.ParseBytes(body)
	if value.IsObject() {
		return []json.RawMessage{body}, false, nil
	}
	if !value.IsArray() {
		return nil, false, apperr.InvalidFields(bodyFault("value is neither an event nor a list of events"))
	}
	value.ForEach(func(_, item gjson.Result) bool {
		items = append(items, json.RawMessage(item.Raw))
		return len(items) <= maxItems
	})
	switch {
	case len(items) == 0:
		return nil, false, apperr.InvalidFields(bodyFault("ensure this value has at least 1 items"))
	case len(items) > maxItems:
		return nil, false, apperr.InvalidFields(bodyFault("ensure this value has at most 1000 items"))
	}
	return items, true, nil
}

func bodyFault(message string) apperr.Field {
	return apperr.Field{Location: []string{"body"}, Message: message, Type: "value_error"}
}
