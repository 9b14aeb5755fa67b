package otlp

import (
	"time"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Traces reads a request to export spans. received is the time of spans that have none.
func Traces(body []byte, format Format, received time.Time) (Result, error) {
	var data trace.TracesData
	if err := decode(body, format, &data); err != nil {
		return Result{}, err
	}
	to := newCollector()
	for _, resource := range data.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				r := newRecord(span.GetName(), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), span.GetAttributes())
				r.at = instant(span.GetStartTimeUnixNano(), "", received)
				r.isSpan, r.traceID, r.spanID = true, hexID(span.GetTraceId()), hexID(span.GetSpanId())
				r.failed = span.GetStatus().GetCode() == trace.Status_STATUS_CODE_ERROR
				r.message = clean(span.GetStatus().GetMessage())
				r.seconds = duration(span)
				r.reportSpan(to)
			}
		}
	}
	return to.result(), nil
}

// duration returns how many seconds a span took, nil if it does not say.
func duration(span *trace.Span) *float64 {
	start, end := span.GetStartTimeUnixNano(), span.GetEndTimeUnixNano()
	if start == 0 || end < start {
		return nil
	}
	seconds := time.Duration(min(end-start, 1<<62)).Seconds()
	return &seconds
}
