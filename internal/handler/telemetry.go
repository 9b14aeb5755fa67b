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

// Submitter stores observations and returns a result for each.
type Submitter interface {
	Submit(ctx context.Context, observations []ingest.Observation) ([]ingest.Result, error)
}

// Telemetry handles the operations of the OpenTelemetry protocol.
type Telemetry struct {
	submitter Submitter
	now       func() time.Time
}

// NewTelemetry returns the handlers. now is the time of records without a timestamp.
func NewTelemetry(submitter Submitter, now func() time.Time) *Telemetry {
	return &Telemetry{submitter: submitter, now: now}
}

// ExportLogs stores log records.
func (h *Telemetry) ExportLogs(ctx context.Context, r api.ExportLogsRequestObject) (api.ExportLogsResponseObject, error) {
	exportResult, err := h.submit(ctx, otlp.Logs, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := exportResult.protobuf()
		return api.ExportLogs200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportLogs200JSONResponse
	if exportResult.partial() {
		answer.PartialSuccess = &api.LogsPartialSuccess{RejectedLogRecords: exportResult.count(), ErrorMessage: &exportResult.message}
	}
	return answer, nil
}

// ExportMetrics stores data points.
func (h *Telemetry) ExportMetrics(ctx context.Context, r api.ExportMetricsRequestObject) (api.ExportMetricsResponseObject, error) {
	exportResult, err := h.submit(ctx, otlp.Metrics, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := exportResult.protobuf()
		return api.ExportMetrics200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportMetrics200JSONResponse
	if exportResult.partial() {
		answer.PartialSuccess = &api.MetricsPartialSuccess{RejectedDataPoints: exportResult.count(), ErrorMessage: &exportResult.message}
	}
	return answer, nil
}

// ExportTraces stores spans.
func (h *Telemetry) ExportTraces(ctx context.Context, r api.ExportTracesRequestObject) (api.ExportTracesResponseObject, error) {
	exportResult, err := h.submit(ctx, otlp.Traces, (*[]byte)(r.JSONBody), r.Body)
	if err != nil {
		return nil, err
	}
	if r.JSONBody == nil {
		body, length := exportResult.protobuf()
		return api.ExportTraces200ApplicationXProtobufResponse{Body: body, ContentLength: length}, nil
	}
	var answer api.ExportTraces200JSONResponse
	if exportResult.partial() {
		answer.PartialSuccess = &api.TracesPartialSuccess{RejectedSpans: exportResult.count(), ErrorMessage: &exportResult.message}
	}
	return answer, nil
}

// exportResult is the result of an export.
type exportResult struct {
	rejected int64
	message  string
}

// partial reports whether something was left out: records, or, where only the message says so, values of others.
func (t exportResult) partial() bool { return t.rejected > 0 || t.message != "" }

func (t exportResult) count() *string {
	count := strconv.FormatInt(t.rejected, 10)
	return &count
}

func (t exportResult) protobuf() (io.Reader, int64) {
	body := otlp.PartialSuccess(t.rejected, t.message)
	return bytes.NewReader(body), int64(len(body))
}

// maxSubmit is the number of observations that are submitted together. An export may contain more than the queue holds, and could
// otherwise never be accepted.
const maxSubmit = 1000

// submit decodes an export, which is JSON where text is true, and submits its observations. After a failure the exporter repeats
// the export; observations that were stored already are recognised.
func (h *Telemetry) submit(
	ctx context.Context, read func([]byte, otlp.Format, time.Time) (otlp.Result, error), text *[]byte, binary io.Reader,
) (exportResult, error) {
	body, format := deref(text), otlp.JSON
	if text == nil {
		var err error
		if body, err = io.ReadAll(binary); err != nil {
			return exportResult{}, fmt.Errorf("read an export: %w", err)
		}
		format = otlp.Protobuf
	}
	result, err := read(body, format, h.now())
	var undecodable *otlp.UndecodableError
	var tooMany otlp.TooManyError
	switch {
	case errors.As(err, &tooMany):
		return exportResult{}, &apperr.Error{Code: apperr.CodeTooLarge, Public: tooMany.Error()}
	case errors.As(err, &undecodable):
		return exportResult{}, apperr.Invalid(undecodable.Error())
	case err != nil:
		return exportResult{}, err
	case ctx.Err() != nil:
		return exportResult{}, ctx.Err()
	}
	t := exportResult{rejected: result.Rejected, message: result.Message}
	for chunk := range slices.Chunk(result.Observations, maxSubmit) {
		stored, err := h.submitter.Submit(ctx, chunk)
		if err != nil {
			return exportResult{}, err
		}
		t.countRefused(stored)
	}
	return t, nil
}

// countRefused counts the observations that could not be stored, and keeps the first reason.
func (t *exportResult) countRefused(results []ingest.Result) {
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
