package handler

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// ExportEvents streams the events that fit, newest first, as NDJSON or CSV.
func (h *Events) ExportEvents(ctx context.Context, request api.ExportEventsRequestObject) (api.ExportEventsResponseObject, error) {
	p := request.Params
	export := eventExport{
		ctx:      ctx,
		activity: h.activity,
		filter: model.EventFilter{
			SessionID: deref(p.SessionID), AgentID: deref(p.AgentID), EventType: deref(p.EventType), ToolName: deref(p.ToolName),
			Status: deref(p.Status), FeatureID: deref(p.FeatureID), Model: deref(p.Model),
			Since: instantOf(p.Since), Until: instantOf(p.Until), Query: deref(p.Q),
		},
		limit:       int(deref(p.Limit)),
		contentType: "application/x-ndjson",
		write:       writeNDJSON,
	}
	if deref(p.Format) == api.ExportEventsParamsFormatCsv {
		export.contentType, export.write, export.header = "text/csv; charset=utf-8", writeCSV, writeCSVHeader
	}
	return export, nil
}

// eventExport is a response that reads the next page only when the last one is written.
type eventExport struct {
	ctx         context.Context // of the request, during which the response is written
	activity    *activity.Service
	filter      model.EventFilter
	limit       int
	contentType string
	header      func(io.Writer) error
	write       func(io.Writer, []api.Event) error
}

// VisitExportEventsResponse writes the export. A failure before the first page is answered like any
// other; one in the middle breaks the connection, so that nobody takes a part for the whole.
func (e eventExport) VisitExportEventsResponse(w http.ResponseWriter) error {
	started := false
	err := e.activity.ExportEvents(e.ctx, e.filter, e.limit, func(events []model.Event) error {
		if !started {
			started = true
			w.Header().Set("Content-Type", e.contentType)
			w.WriteHeader(http.StatusOK)
			if e.header != nil {
				if err := e.header(w); err != nil {
					return err
				}
			}
		}
		return e.write(w, convert(events, toEvent))
	})
	if err != nil && started {
		panic(http.ErrAbortHandler)
	}
	return err
}

func writeNDJSON(w io.Writer, events []api.Event) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range events {
		if err := encoder.Encode(&events[i]); err != nil {
			return err
		}
	}
	return nil
}

func writeCSVHeader(w io.Writer) error {
	return writeRecords(w, []string{
		"event_id", "agent_id", "event_type", "timestamp", "tool_name", "input_summary", "output_summary",
		"session_id", "feature_id", "parent_event_id", "status", "model",
	})
}

func writeCSV(w io.Writer, events []api.Event) error {
	return writeRecords(w, convert(events, func(e api.Event) []string {
		return []string{
			e.EventID, e.AgentID, e.EventType, e.Timestamp, deref(e.ToolName), deref(e.InputSummary), deref(e.OutputSummary),
			e.SessionID, deref(e.FeatureID), deref(e.ParentEventID), e.Status, deref(e.Model),
		}
	})...)
}

func writeRecords(w io.Writer, records ...[]string) error {
	return csv.NewWriter(w).WriteAll(records)
}
