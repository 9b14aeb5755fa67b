package otlp

import (
	"regexp"
	"time"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
)

// Logs reads a request to export logs. received is the time of records that have none.
func Logs(body []byte, format Format, received time.Time) (Result, error) {
	// The request and these data have the same form; the package of the request depends on a server of another protocol.
	var data logs.LogsData
	lost, err := decode(body, format, &data)
	if err != nil {
		return Result{}, err
	}
	to := newCollector(lost)
	for i, resource := range data.GetResourceLogs() {
		for j, scope := range resource.GetScopeLogs() {
			for k, log := range scope.GetLogRecords() {
				r := newRecord(eventName(log), scope.GetScope().GetName(), resource.GetResource().GetAttributes(), log.GetAttributes())
				r.at = instant(firstOf(log.GetTimeUnixNano(), log.GetObservedTimeUnixNano()), r.attrs.text("event.timestamp"), received)
				r.traceID, r.spanID = hexID(log.GetTraceId()), hexID(log.GetSpanId())
				r.malformed = lost.within[place{i, j, k}]
				r.reportLog(to)
			}
		}
	}
	return to.result(), nil
}

// eventName returns the name of the event of a log record, "" if it has none. The attribute comes first: Codex writes the name there, and the
// place in its source into the field of the record (codex-rs/otel/src/events/session_telemetry.rs; the bridge from Rust's tracing names an
// event by its place). Senders that fill both alike mean the same by them.
func eventName(log *logs.LogRecord) string {
	for _, pair := range log.GetAttributes() {
		if name := pair.GetValue().GetStringValue(); name != "" && pair.GetKey() == "event.name" {
			return name
		}
	}
	if name := log.GetEventName(); name != "" && !isPlace(name) {
		return name
	}
	return log.GetBody().GetStringValue()
}

// unnamed is how Rust's tracing names an event that has no name of its own: "event src/main.rs:17".
var unnamed = regexp.MustCompile(`^event .+:\d+$`)

func isPlace(name string) bool { return unnamed.MatchString(name) }

// firstOf returns the first number that is not 0.
func firstOf(a, b uint64) uint64 {
	if a != 0 {
		return a
	}
	return b
}
