package handler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
)

// Submitter stores observations and answers each.
type Submitter interface {
	Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error)
}

// Telemetry answers the operations of the OpenTelemetry protocol.
type Telemetry struct {
	submitter Submitter
	now       func() time.Time
}

// NewTelemetry returns the handlers that submit what they are told; now is the time of what tells none.
func NewTelemetry(submitter Submitter, now func() time.Time) *Telemetry {
	return &Telemetry{submitter: submitter, now: now}
}

// ExportLogs takes log records.
func (h *Telemetry) ExportLogs(ctx context.Context, r api.ExportLogsRequestObject) (api.ExportLogsResponseObject, error) {
	taken, err := h.take(ctx, otlp.Logs, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := taken.protobuf()
		return api.ExportLogs200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportLogs200JSONResponse
	if taken.partial() {
		answer.PartialSuccess = &api.LogsPartialSuccess{RejectedLogRecords: taken.count(), ErrorMessage: &taken.message}
	}
	return answer, nil
}

// ExportMetrics takes data points.
func (h *Telemetry) ExportMetrics(ctx context.Context, r api.ExportMetricsRequestObject) (api.ExportMetricsResponseObject, error) {
	taken, err := h.take(ctx, otlp.Metrics, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := taken.protobuf()
		return api.ExportMetrics200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportMetrics200JSONResponse
	if taken.partial() {
		answer.PartialSuccess = &api.MetricsPartialSuccess{RejectedDataPoints: taken.count(), ErrorMessage: &taken.message}
	}
	return answer, nil
}

// ExportTraces takes spans.
func (h *Telemetry) ExportTraces(ctx context.Context, r api.ExportTracesRequestObject) (api.ExportTracesResponseObject, error) {
	taken, err := h.take(ctx, otlp.Traces, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := taken.protobuf()
		return api.ExportTraces200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportTraces200JSONResponse
	if taken.partial() {
		answer.PartialSuccess = &api.TracesPartialSuccess{RejectedSpans: taken.count(), ErrorMessage: &taken.message}
	}
	return answer, nil
}

// taken is what became of an export.
type taken struct {
	rejected int64
	message  string
}

func (t taken) partial() bool { return t.rejected > 0 }

func (t taken) count() *string {
	count := strconv.FormatInt(t.rejected, 10)
	return &count
}

func (t taken) protobuf() (io.Reader, int64) {
	body := otlp.PartialSuccess(t.rejected, t.message)
	return bytes.NewReader(body), int64(len(body))
}

// atOnce is how many observations are submitted together: an export may hold more than may wait, and would never be taken.
const atOnce = 1000

// take reads an export, which is JSON where text is set, and submits what it says. What was submitted before a failure is known
// again when the export is repeated.
func (h *Telemetry) take(
	ctx context.Context, read func([]byte, otlp.Format, time.Time) (otlp.Result, error), text *[]byte, binary io.Reader,
) (taken, error) {
	body, format := deref(text), otlp.JSON
	if text == nil {
		var err error
		if body, err = io.ReadAll(binary); err != nil {
			return taken{}, fmt.Errorf("read an export: %w", err)
		}
		format = otlp.Protobuf
	}
	result, err := read(body, format, h.now())
	var undecodable *otlp.UndecodableError
	if errors.As(err, &undecodable) {
		return taken{}, apperr.Invalid(undecodable.Error())
	} else if err != nil {
		return taken{}, err
	}
	t := taken{rejected: result.Rejected, message: result.Message}
	for chunk := range slices.Chunk(result.Observations, atOnce) {
		stored, err := h.submitter.Submit(ctx, chunk)
		if err != nil {
			return taken{}, err
		}
		t.refuse(stored)
	}
	return t, nil
}

// refuse counts the observations that could not be stored, and names the first reason.
func (t *taken) refuse(results []ingest.Result) {
	for _, r := range results {
		if r.Outcome != ingest.Refused {
			continue
		}
		t.rejected++
		if t.message == "" {
			t.message = r.Field + ": " + r.Problem
		}
	}
}
