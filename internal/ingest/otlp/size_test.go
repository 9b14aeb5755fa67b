package otlp_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
)

// nested returns a message with a field that holds the content, in a field, and so on, the outermost number first.
func nested(content []byte, numbers ...protowire.Number) []byte {
	for i := len(numbers) - 1; i >= 0; i-- {
		content = protowire.AppendBytes(protowire.AppendTag(nil, numbers[i], protowire.BytesType), content)
	}
	return content
}

// TestAnExportWithTooManyElementsIsNotDecoded: each of them takes two bytes in the body, and much more in memory.
func TestAnExportWithTooManyElementsIsNotDecoded(t *testing.T) {
	const many = 3 * otlp.MaxElements
	empty := func(number protowire.Number) []byte { return bytes.Repeat(nested(nil, number), many) }
	deep := []byte(nil)
	for range 5000 {
		deep = nested(nested(deep, 1), 5) // an AnyValue with an ArrayValue with a value
	}
	for name, test := range map[string]struct {
		body   []byte
		format otlp.Format
	}{
		"records":                  {nested(empty(2), 1, 2), otlp.Protobuf},
		"scopes":                   {nested(empty(2), 1), otlp.Protobuf},
		"resources":                {empty(1), otlp.Protobuf},
		"attributes of one record": {nested(empty(6), 1, 2, 2), otlp.Protobuf},
		"values of one attribute":  {nested(empty(1), 1, 2, 2, 6, 2, 5), otlp.Protobuf},
		"attributes of a resource": {nested(empty(1), 1, 1), otlp.Protobuf},
		"values in values":         {nested(deep, 1, 2, 2, 6, 2), otlp.Protobuf},
		"records in JSON":          {[]byte(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[` + strings.Repeat("{},", many) + `{}]}]}]}`), otlp.JSON},
		"an unknown member":        {[]byte(`{"x":[` + strings.Repeat("0,", many) + `0]}`), otlp.JSON},
		"lists in lists":           {[]byte(`{"x":` + strings.Repeat("[", many) + strings.Repeat("]", many) + `}`), otlp.JSON},
	} {
		t.Run(name, func(t *testing.T) {
			for signal, read := range map[string]func([]byte, otlp.Format, time.Time) (otlp.Result, error){"logs": otlp.Logs, "traces": otlp.Traces, "metrics": otlp.Metrics} {
				if signal != "logs" && test.format == otlp.Protobuf && name != "resources" && name != "scopes" && name != "attributes of a resource" {
					continue // the numbers are those of logs
				}
				allocated := testing.AllocsPerRun(1, func() {
					_, err := read(test.body, test.format, time.Unix(0, 0))
					var tooMany otlp.TooManyError
					if !errors.As(err, &tooMany) {
						t.Errorf("%s: error = %v", signal, err)
					}
				})
				if allocated > 100 {
					t.Errorf("%s: %v allocations", signal, allocated)
				}
			}
		})
	}
}

// TestALargeBatchIsDecoded: a batch of records with all their attributes has far fewer elements.
func TestALargeBatchIsDecoded(t *testing.T) {
	record := `{"attributes":[` + strings.TrimSuffix(strings.Repeat(`{"key":"user.id","value":{"stringValue":"a, {b} [c] \\\"d"}},`, 30), ",") + `]}`
	body := `{"resourceLogs":[{"scopeLogs":[{"logRecords":[` + strings.TrimSuffix(strings.Repeat(record+",", 2048), ",") + `]}]}]}`
	result, err := otlp.Logs([]byte(body), otlp.JSON, time.Unix(0, 0))
	if err != nil || result.Rejected != 2048 {
		t.Errorf("%d rejected, %v", result.Rejected, err)
	}
}
