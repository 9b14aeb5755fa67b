package otlp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

var received = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// attrs writes attributes as JSON: texts stay texts, and values that begin with "=" stand as they are.
func attrs(pairs ...string) string {
	var list []string
	for i := 0; i < len(pairs); i += 2 {
		key, _ := json.Marshal(pairs[i])
		value, _ := json.Marshal(pairs[i+1])
		written := `{"stringValue":` + string(value) + `}`
		if strings.HasPrefix(pairs[i+1], "=") {
			written = pairs[i+1][1:]
		}
		list = append(list, `{"key":`+string(key)+`,"value":`+written+`}`)
	}
	return "[" + strings.Join(list, ",") + "]"
}

func logOf(service, name string, pairs ...string) string {
	return fmt.Sprintf(`{"resourceLogs":[{"resource":{"attributes":%s},"scopeLogs":[{"logRecords":[`+
		`{"timeUnixNano":"1773847800000000000","traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","severityNumber":9,"notInTheProtocol":true,`+
		`"body":{"stringValue":%q},"attributes":%s}]}]}]}`, attrs("service.name", service), name, attrs(pairs...))
}

func spanOf(service, name string, pairs ...string) string {
	return fmt.Sprintf(`{"resourceSpans":[{"resource":{"attributes":%s},"scopeSpans":[{"spans":[`+
		`{"startTimeUnixNano":1773847800000000000,"endTimeUnixNano":"1773847801500000000","traceId":"5b8efff798038103d269b633813fc60c","spanId":"EEE19B7EC3C1B174","kind":3,`+
		`"name":%q,"attributes":%s}]}]}]}`, attrs("service.name", service), name, attrs(pairs...))
}

func metricOf(service, name string, pairs ...string) string {
	return fmt.Sprintf(`{"resourceMetrics":[{"resource":{"attributes":%s},"scopeMetrics":[{"metrics":[{"name":%q,"sum":{"aggregationTemporality":1,"dataPoints":[`+
		`{"timeUnixNano":"1773847800000000000","asDouble":3,"attributes":%s}]}}]}]}]}`, attrs("service.name", service), name, attrs(pairs...))
}

// mustRead reads a request in JSON, and the same request in protobuf, and demands that both say the same.
func mustRead(t *testing.T, body string) Result {
	t.Helper()
	read, message := Logs, proto.Message(&logs.LogsData{})
	switch {
	case strings.Contains(body, "resourceSpans"):
		read, message = Traces, &trace.TracesData{}
	case strings.Contains(body, "resourceMetrics"):
		read, message = Metrics, &metrics.MetricsData{}
	}
	result, err := read([]byte(body), JSON, received)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decode([]byte(body), JSON, message); err != nil {
		t.Fatal(err)
	}
	binary, err := proto.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	same, err := read(binary, Protobuf, received)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := written(t, result), written(t, same); a != b {
		t.Errorf("JSON says\n%s\nprotobuf says\n%s", a, b)
	}
	return result
}

func written(t *testing.T, r Result) string {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// only returns what a request says beside its session.
func only(t *testing.T, body string) ingest.Observation {
	t.Helper()
	result := mustRead(t, body)
	if result.Rejected != 0 || len(result.Observations) != 2 || result.Observations[0].Session == nil {
		t.Fatalf("not a session and one thing more: %s", written(t, result))
	}
	return result.Observations[1]
}
