package otlp

import (
	"time"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
)

// Logs reads a request to export logs. received is the time of records that have none.
func Logs(body []byte, format Format, received time.Time) (Result, error) {
	// The request and these data have the same form; the package of the request brings a server of another protocol with it.
	var data logs.LogsData
	if err := decode(body, format, &data); err != nil {
		return Result{}, err
	}
	to := newCollector()
	for _, resource := range data.GetResourceLogs() {
		for _, scope := range resource.GetScopeLogs() {
			for _, one := range scope.GetLogRecords() {
				r := newRecord(eventName(one), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), one.GetAttributes())
				r.at = instant(firstOf(one.GetTimeUnixNano(), one.GetObservedTimeUnixNano()), r.attrs.text("event.timestamp"), received)
				r.traceID, r.spanID = hexID(one.GetTraceId()), hexID(one.GetSpanId())
				r.observeLog(to)
			}
		}
	}
	return to.result(), nil
}

// observeLog hands the record to who knows its program.
func (r record) observeLog(to *collector) {
	switch {
	case r.program == unknown:
		to.reject(ofNoAgent)
		return
	case r.session() == "":
		to.reject(ofNoSession)
		return
	}
	r.observeSession(to)
	switch r.program {
	case claudeCode:
		r.claudeLog(to)
	case codex:
		r.codexLog(to)
	case geminiCLI:
		r.geminiLog(to)
	default:
		r.genericLog(to)
	}
}

// eventName returns what the record tells of: its name, the attribute that older versions have, or its body.
func eventName(one *logs.LogRecord) string {
	if name := one.GetEventName(); name != "" {
		return name
	}
	for _, pair := range one.GetAttributes() {
		if pair.GetKey() == "event.name" {
			return pair.GetValue().GetStringValue()
		}
	}
	return one.GetBody().GetStringValue()
}

func firstOf(a, b uint64) uint64 {
	if a != 0 {
		return a
	}
	return b
}
