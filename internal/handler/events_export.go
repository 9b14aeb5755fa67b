package handler

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// ExportEvents streams the events that match, newest first, as NDJSON or CSV.
func (h *Events) ExportEvents(ctx context.Context, request api.ExportEventsRequestObject) (api.ExportEventsResponseObject, error) {
	p := request.Params
	export := eventExport{
		ctx:      ctx,
		activity: h.activity,
		filter: model.EventFilter{
			SessionID: deref(p.SessionID), AgentID: deref(p.AgentID), EventType: deref(p.EventType), ToolName: deref(p.ToolName),
			Status: deref(p.Status), FeatureID: deref(p.FeatureID), Model: deref(p.Model),
			Since: fromAPIInstant(p.Since), Until: fromAPIInstant(p.Until), Query: deref(p.Q),
		},
		limit:       int(deref(p.Limit)),
		contentType: "application/x-ndjson",
		format:      ExportNDJSON,
	}
	if deref(p.Format) == api.ExportEventsParamsFormatCsv {
		export.contentType, export.format = "text/csv; charset=utf-8", ExportCSV
	}
	return export, nil
}

// eventExport is a response that reads the next page only after it has written the previous one.
type eventExport struct {
	ctx         context.Context // the context of the request
	activity    *activity.Service
	filter      model.EventFilter
	limit       int
	contentType string
	format      ExportFormat
}

// VisitExportEventsResponse writes the export. An error before the first page is sent like any other. A later one breaks the
// connection, so that clients do not take a part for the whole.
func (e eventExport) VisitExportEventsResponse(w http.ResponseWriter) error {
	started, table := false, ExportedEvents()
	err := e.activity.ExportEvents(e.ctx, e.filter, e.limit, func(events []model.Event) error {
		if !started {
			started = true
			w.Header().Set("Content-Type", e.contentType)
			w.WriteHeader(http.StatusOK)
			if err := table.Begin(w, e.format); err != nil {
				return err
			}
		}
		return table.Write(w, e.format, events)
	})
	if err != nil && started {
		panic(http.ErrAbortHandler)
	}
	return err
}
