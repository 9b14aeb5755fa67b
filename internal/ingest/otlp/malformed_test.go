package otlp

import (
	"errors"
	"strings"
	"testing"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// request is a record of Claude Code with a request, with one more attribute and the beginning of a member of the record.
func requestLog(member, attribute string) string {
	list := strings.TrimSuffix(attrs("event.name", "api_request", "session.id", "s", "request_id", "r", "input_tokens", "10", "output_tokens", "2"), "]")
	if attribute != "" {
		list += "," + attribute
	}
	return `{"observedTimeUnixNano":"1773847800000000000",` + member + `"attributes":` + list + `]}`
}

func logsOf(records ...string) string {
	return `{"resourceLogs":[{"resource":{"attributes":` + attrs("service.name", "claude-code") + `},"scopeLogs":[{"logRecords":[` + strings.Join(records, ",") + `]}]}]}`
}

// usages counts the requests that a result reports, and their tokens.
func usages(r Result) (n int, input int64) {
	for _, o := range r.Observations {
		if o.Usage != nil {
			n, input = n+1, input+o.Usage.Input
		}
	}
	return n, input
}

// TestAMalformedAttributeCostsThatAttribute has the forms in which senders got a value wrong, such as the desktop program of Claude Code, which
// writes {"doubleValue":{}} for a cost that it does not know (anthropics/claude-code, issue 82365).
func TestAMalformedAttributeCostsThatAttribute(t *testing.T) {
	for name, test := range map[string]struct {
		member, attribute string
		lost              int
	}{
		"an object for a number":     {"", `{"key":"cost_usd","value":{"doubleValue":{}}}`, 1},
		"a list for a number":        {"", `{"key":"cost_usd","value":{"doubleValue":[1]}}`, 1},
		"a word for a number":        {"", `{"key":"cost_usd","value":{"doubleValue":"none"}}`, 1},
		"a number beyond all":        {"", `{"key":"cost_usd","value":{"doubleValue":1e999}}`, 1},
		"a fraction for an integer":  {"", `{"key":"duration_ms","value":{"intValue":12.5}}`, 1},
		"a word for an integer":      {"", `{"key":"duration_ms","value":{"intValue":"soon"}}`, 1},
		"too large for an integer":   {"", `{"key":"duration_ms","value":{"intValue":"99999999999999999999"}}`, 1},
		"a number for a text":        {"", `{"key":"x","value":{"stringValue":5}}`, 1},
		"a word for a boolean":       {"", `{"key":"x","value":{"boolValue":"yes"}}`, 1},
		"no base64":                  {"", `{"key":"x","value":{"bytesValue":"not base64!!"}}`, 1},
		"a text for a value":         {"", `{"key":"x","value":"plain"}`, 1},
		"a text for a list":          {"", `{"key":"x","value":{"arrayValue":{"values":"a"}}}`, 1},
		"a list with a text":         {"", `{"key":"x","value":{"arrayValue":{"values":["a",{"stringValue":"b"}]}}}`, 1},
		"a text for an attribute":    {"", `"x"`, 1},
		"null for an attribute":      {"", `null`, 1},
		"a number for a key":         {"", `{"key":7,"value":{"stringValue":"a"}}`, 1},
		"a time as a text":           {`"timeUnixNano":"2026-11-05T12:00:00Z",`, "", 1},
		"a negative time":            {`"timeUnixNano":-5,`, "", 1},
		"a severity that is a text":  {`"severityNumber":"much",`, "", 1},
		"a body that is a text":      {`"body":"api_request",`, "", 1},
		"an id that is no id":        {`"traceId":"xyz",`, "", 1},
		"an id that is a number":     {`"spanId":12,`, "", 1},
		"flags that are an object":   {`"flags":{},`, "", 1},
		"two of them":                {`"flags":{},`, `{"key":"x","value":7}`, 2},
		"null for a number":          {"", `{"key":"cost_usd","value":{"doubleValue":null}}`, 0},
		"null for a value":           {"", `{"key":"cost_usd","value":null}`, 0},
		"no value":                   {"", `{"key":"cost_usd"}`, 0},
		"an empty value":             {"", `{"key":"cost_usd","value":{}}`, 0},
		"not a number, as it may be": {"", `{"key":"cost_usd","value":{"doubleValue":"NaN"}}`, 0},
		"a number as a text":         {"", `{"key":"x","value":{"doubleValue":"1.5"}}`, 0},
		"an integer with a point":    {"", `{"key":"x","value":{"intValue":5.0}}`, 0},
		"a boolean as a text":        {"", `{"key":"x","value":{"boolValue":"true"}}`, 1},
		"base64 of URLs":             {"", `{"key":"x","value":{"bytesValue":"_-8"}}`, 0},
		"a severity by its name":     {`"severityNumber":"SEVERITY_NUMBER_INFO",`, "", 0},
		"unknown members":            {`"new":{"a":[1]},`, `{"key":"x","value":{"newValue":1}}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := Logs([]byte(logsOf(requestLog(test.member, test.attribute), requestLog("", ""))), JSON, received)
			if err != nil {
				t.Fatal(err)
			}
			if told := malformed(result); (len(told) > 0) != (test.lost > 0) {
				t.Errorf("the session is told of %q", told)
			}
			n, input := usages(result)
			if n != 2 || input != 20 || result.Rejected != 0 {
				t.Errorf("%d requests with %d tokens, %d rejected", n, input, result.Rejected)
			}
			if (result.Message != "") != (test.lost > 0) || test.lost > 0 && !strings.HasPrefix(result.Message, string(rune('0'+test.lost))+" malformed value") {
				t.Errorf("the message is %q", result.Message)
			}
		})
	}
}

// malformed returns what events say of malformed records.
func malformed(r Result) []string {
	var told []string
	for _, o := range r.Observations {
		if o.Event != nil && o.Event.ToolName == malformedTelemetry {
			told = append(told, o.Event.Input)
		}
	}
	return told
}

// TestASessionIsToldOncePerFault: the same fault in each record is one event, whatever else is left out around it.
func TestASessionIsToldOncePerFault(t *testing.T) {
	bad := requestLog("", `{"key":"cost_usd","value":{"doubleValue":{}}}`)
	result, err := Logs([]byte(logsOf(`null`, bad, requestLog("", ""), bad)), JSON, received)
	if err != nil {
		t.Fatal(err)
	}
	told := malformed(result)
	if len(told) != 2 || told[0] != told[1] || told[0] != "api_request: cost_usd is not of the kind double" {
		t.Errorf("%q", told)
	}
	ids := map[string]bool{}
	for _, o := range result.Observations {
		if o.Event != nil {
			ids[o.Event.ID] = true
		}
	}
	if len(ids) != 1 {
		t.Errorf("%d events", len(ids))
	}
}

func TestAMessageNamesTheFirstMalformedValue(t *testing.T) {
	result, err := Logs([]byte(logsOf(requestLog("", ""), requestLog("", `{"key":"cost_usd","value":{"doubleValue":{}}}`))), JSON, received)
	const want = "1 malformed values left out of others (the first: resourceLogs[0].scopeLogs[0].logRecords[1].attributes[5].value.doubleValue is not of the kind double)"
	if err != nil || result.Message != want {
		t.Errorf("%q, %v; want %q", result.Message, err, want)
	}
}

// TestAMalformedPartCostsThatPart replaces a record, a scope or a resource.
func TestAMalformedPartCostsThatPart(t *testing.T) {
	good := requestLog("", "")
	resource := strings.TrimSuffix(strings.TrimPrefix(logsOf(good), `{"resourceLogs":[`), `]}`)
	for name, test := range map[string]struct {
		body     string
		rejected int64
	}{
		"a record that is a text":         {logsOf(`"x"`, good), 1},
		"a record that is null":           {logsOf(`null`, good), 1},
		"a record that is a list":         {logsOf(`[]`, good, `3`), 2},
		"records that are no list":        {`{"resourceLogs":[{"scopeLogs":[{"logRecords":7}]},` + resource + `]}`, 0},
		"a scope that is a text":          {`{"resourceLogs":[{"scopeLogs":["x"]},` + resource + `]}`, 0},
		"scopes that are an object":       {`{"resourceLogs":[{"scopeLogs":{}},` + resource + `]}`, 0},
		"a resource that is a number":     {`{"resourceLogs":[5,` + resource + `]}`, 0},
		"a scope with a malformed name":   {strings.Replace(logsOf(good), `{"logRecords"`, `{"scope":{"name":{}},"logRecords"`, 1), 0},
		"a malformed attribute of all":    {strings.Replace(logsOf(good), `"attributes":[`, `"attributes":[{"key":"a","value":{"intValue":{}}},`, 1), 0},
		"attributes of all in no list":    {strings.Replace(logsOf(good), `"scopeLogs":[`, `"schemaUrl":5,"scopeLogs":[`, 1), 0},
		"a record without its attributes": {logsOf(`{"attributes":"x","body":{"stringValue":"claude_code.api_request"}}`, good), 1}, // it names no session
	} {
		t.Run(name, func(t *testing.T) {
			result, err := Logs([]byte(test.body), JSON, received)
			if n, _ := usages(result); err != nil || n != 1 || result.Rejected != test.rejected || result.Message == "" {
				t.Errorf("%d requests, %d rejected, %q, %v", n, result.Rejected, result.Message, err)
			}
		})
	}
}

// TestAMalformedPartOfProtobufCostsThatPart damages one element of an export, in which every other one is read.
func TestAMalformedPartOfProtobufCostsThatPart(t *testing.T) {
	var data logs.LogsData
	if _, err := decode([]byte(logsOf(requestLog("", ""), requestLog("", ""))), JSON, &data); err != nil {
		t.Fatal(err)
	}
	marshal := func(m proto.Message) []byte {
		body, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	field := func(number protowire.Number, content []byte) []byte {
		return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), content)
	}
	record := marshal(data.ResourceLogs[0].ScopeLogs[0].LogRecords[0])
	resource := field(1, marshal(data.ResourceLogs[0].Resource))
	cut := []byte{0x32, 0x7f} // attributes, of more bytes than follow
	broken := "session\xffid"
	for name, test := range map[string]struct {
		records  []byte
		requests int
		rejected int64
	}{
		"a record that is cut":                {append(field(2, cut), field(2, record)...), 1, 1},
		"a record that ends in something cut": {append(field(2, append(append([]byte{}, record...), cut...)), field(2, record)...), 1, 1},
		"an attribute that is cut":            {append(field(2, append(append([]byte{}, record...), field(6, []byte{0x12, 0x70})...)), field(2, record)...), 2, 0},
		"a text that is no UTF-8":             {append(field(2, append(append([]byte{}, record...), field(6, append(field(1, []byte("x")), field(2, field(1, []byte(broken)))...))...)), field(2, record)...), 2, 0},
		"a name that is no UTF-8":             {append(field(2, append(append([]byte{}, record...), field(3, []byte("IN\xff"))...)), field(2, record)...), 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			body := field(1, append(append([]byte{}, resource...), field(2, test.records)...))
			result, err := Logs(body, Protobuf, received)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := usages(result); n != test.requests || result.Rejected != test.rejected {
				t.Errorf("%d requests, %d rejected, %q", n, result.Rejected, result.Message)
			}
		})
	}
}

// TestAMalformedExportIsStillBounded: what is behind a malformed element must not be decoded without bound.
func TestAMalformedExportIsStillBounded(t *testing.T) {
	empty := strings.Repeat("\x12\x00", 3*MaxElements)
	body := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), []byte("\x12\x02\x12\x7f"+empty))
	var tooMany TooManyError
	if _, err := Logs(body, Protobuf, received); !errors.As(err, &tooMany) {
		t.Errorf("error = %v", err)
	}
}

func TestAMalformedDataPointIsNotStored(t *testing.T) {
	body := strings.Replace(metricOf("claude-code", "claude_code.lines_of_code.count", "session.id", "s", "type", "added"), `"asDouble":3`, `"asDouble":{}`, 1)
	result, err := Metrics([]byte(body), JSON, received)
	if err != nil || len(result.Observations) != 0 || result.Message == "" {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestMalformedSpansAreLeftOut(t *testing.T) {
	span := spanOf("our-bot", "chat", "gen_ai.operation.name", "chat", "gen_ai.conversation.id", "s", "gen_ai.response.id", "r", "gen_ai.usage.input_tokens", `={"intValue":1}`)
	body := strings.Replace(span, `"spans":[`, `"spans":[false,{"name":{},"status":[],"events":"x","links":[1]},`, 1)
	result, err := Traces([]byte(body), JSON, received)
	n, _ := usages(result)
	if err != nil || n != 1 || result.Rejected != 2 || !strings.Contains(result.Message, "1 malformed, 4 malformed values") {
		t.Errorf("%d, %+v, %v", n, result, err)
	}
	if result.Observations[1].Usage.ID != ingest.UsageID("r", "") {
		t.Errorf("%+v", result.Observations[1])
	}
}
