package otlp

import (
	"time"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
)

// Logs reads a request to export logs. received is the time of records that have nlog.
func Logs(body []byte, format Format, received time.Time) (Result, error) {
	// The request and these data have the same form; the package of the request depends on a server of another protocol.
	var data logs.LogsData
	if err := decode(body, format, &data); err != nil {
		return Result{}, err
	}
	to := newCollector()
	for _, resource := range data.GetResourceLogs() {
		for _, scope := range resource.GetScopeLogs() {
			for _, log := range scope.GetLogRecords() {
				r := newRecord(eventName(log), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), log.GetAttributes())
				r.at = instant(firstOf(log.GetTimeUnixNano(), log.GetObservedTimeUnixNano()), r.attrs.text("event.timestamp"), received)
				r.traceID, r.spanID = hexID(log.GetTraceId()), hexID(log.GetSpanId())
				r.reportLog(to)
			}
		}
	}
	return to.result(), nil
}

// eventName returns the name of the event of a log record: its own, the attribute that older versions have, or the body.
func eventName(log *logs.LogRecord) string {
	if name := log.GetEventName(); name != "" {
		return name
	}
	for _, pair := range log.GetAttributes() {
		if pair.GetKey() == "event.name" {
			return pair.GetValue().GetStringValue()
		}
	}
	return log.GetBody().GetStringValue()
}

// firstOf returns the first number that is not 0.
func firstOf(a, b uint64) uint64 {
	if a != 0 {
		return a
	}
	return b
}
