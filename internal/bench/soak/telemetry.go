package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// requestsInExport is the number of requests to a model in an export; exportsInSession that of exports in a session.
const (
	requestsInExport = 5
	exportsInSession = 10
)

// exportTelemetry sends what an agent exports of some requests to a model, and of the calls after them.
func (l *load) exportTelemetry(ctx context.Context, n int, random *rand.Rand) error {
	session := fmt.Sprint("soak-telemetry-", n/exportsInSession)
	var records []*logs.LogRecord
	for i := range requestsInExport {
		id := fmt.Sprintf("%d_%d", n, i)
		at := l.calendar.at(time.Now().Add(time.Duration(i) * time.Microsecond))
		records = append(records,
			record(at, "api_request", session, "request_id", "req_"+id, "model", "claude-sonnet-4-5-20250929", "input_tokens", strconv.Itoa(random.IntN(1000)),
				"output_tokens", strconv.Itoa(random.IntN(1000)), "cache_read_tokens", "4000", "cache_creation_tokens", "10", "cost_usd", "0.0168", "duration_ms", "400"),
			record(at, "tool_result", session, "tool_use_id", "toolu_"+id, "tool_name", "Bash", "success", "true", "duration_ms", "20"))
	}
	body, err := protojson.Marshal(&logs.LogsData{ResourceLogs: []*logs.ResourceLogs{{
		Resource:  &resource.Resource{Attributes: attributes("service.name", "claude-code")},
		ScopeLogs: []*logs.ScopeLogs{{LogRecords: records}},
	}}})
	if err != nil {
		return err
	}
	_, err = l.postJSON(ctx, timedExports, "/v1/logs", body)
	return err
}

// record returns a record of an event, with its attributes as names and values.
func record(at time.Time, event, session string, pairs ...string) *logs.LogRecord {
	return &logs.LogRecord{
		TimeUnixNano: uint64(at.UnixNano()), Body: text("claude_code." + event),
		Attributes: append(attributes("event.name", event, "session.id", session), attributes(pairs...)...),
	}
}

func attributes(pairs ...string) []*common.KeyValue {
	var all []*common.KeyValue
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, &common.KeyValue{Key: pairs[i], Value: text(pairs[i+1])})
	}
	return all
}

func text(value string) *common.AnyValue {
	return &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: value}}
}
