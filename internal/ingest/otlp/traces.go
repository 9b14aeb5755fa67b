package otlp

import (
	"time"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Traces reads a request to export spans. received is the time of spans that have none.
func Traces(body []byte, format Format, received time.Time) (Result, error) {
	var data trace.TracesData
	lost, err := decode(body, format, &data)
	if err != nil {
		return Result{}, err
	}
	to := newCollector(lost)
	var records []*record
	for i, resource := range data.GetResourceSpans() {
		for j, scope := range resource.GetScopeSpans() {
			for k, span := range scope.GetSpans() {
				r := newRecord(span.GetName(), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), span.GetAttributes())
				r.at = instant(span.GetStartTimeUnixNano(), "", received)
				r.isSpan, r.traceID, r.spanID, r.parentSpanID = true, hexID(span.GetTraceId()), hexID(span.GetSpanId()), hexID(span.GetParentSpanId())
				r.failed = span.GetStatus().GetCode() == trace.Status_STATUS_CODE_ERROR
				r.message = clean(span.GetStatus().GetMessage())
				r.seconds = duration(span)
				r.malformed = lost.within[place{i, j, k}]
				records = append(records, &r)
			}
		}
	}
	markSums(records)
	for _, r := range records {
		r.reportSpan(to)
	}
	return to.result(), nil
}

// markSums marks the spans of an export around others that have tokens, and adds up for each the tokens of those right below it: its own tokens
// may be the sum of these.
func markSums(records []*record) {
	spans := map[[2]string]*record{}
	for _, r := range records {
		spans[[2]string{r.traceID, r.spanID}] = r
	}
	for _, r := range records {
		if !r.hasTokens() {
			continue
		}
		for above := spans[[2]string{r.traceID, r.parentSpanID}]; above != nil && above != r && !above.hasRequests; {
			above.hasRequests = true
			above = spans[[2]string{r.traceID, above.parentSpanID}]
		}
		if above := nearest(spans, r); above != nil {
			above.below.input += r.attrs.count(inputTokens...)
			above.below.output += r.attrs.count(outputTokens...)
		}
	}
}

// nearest returns the innermost span with tokens around a span, nil for none. Spans may be around each other.
func nearest(spans map[[2]string]*record, r *record) *record {
	const deepest = 100
	above := spans[[2]string{r.traceID, r.parentSpanID}]
	for range deepest {
		if above == nil || above == r {
			return nil
		}
		if above.hasTokens() {
			return above
		}
		above = spans[[2]string{r.traceID, above.parentSpanID}]
	}
	return nil
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
