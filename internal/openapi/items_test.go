package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

func postedEvents(t testing.TB) *openapi.Items {
	t.Helper()
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	items, err := document.Items("postEvents")
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// describe returns the invalid fields as lines of text.
func describe(fields []apperr.Field) string {
	var lines []string
	for _, field := range fields {
		lines = append(lines, strings.Join(field.Location, ".")+": "+field.Message+" ("+field.Type+")")
	}
	return strings.Join(lines, "\n")
}

func TestAnItemIsValidatedLikeASingleValue(t *testing.T) {
	items := postedEvents(t)
	for name, test := range map[string]struct{ item, want string }{
		"valid":             {`{"agent_id": "a", "event_type": "start", "session_id": "s"}`, ""},
		"any context":       {`{"agent_id": "a", "event_type": "start", "session_id": "s", "context": {"a": null, "b": [1, {"c": 2}]}, "tool_input": {}}`, ""},
		"null says nothing": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "event_id": null, "timestamp": null, "cost_tokens": null}`, ""},
		"no time":           {`{"agent_id": "a", "event_type": "start", "session_id": "s", "timestamp": ""}`, ""},
		"nothing": {`{}`, "AT.agent_id: field required (value_error.missing)\nAT.event_type: field required (value_error.missing)\n" +
			"AT.session_id: field required (value_error.missing)"},
		"null":         {`{"agent_id": null, "event_type": "start", "session_id": "s"}`, "AT.agent_id: value must not be null (type_error.none.not_allowed)"},
		"a wrong type": {`{"agent_id": 7, "event_type": "start", "session_id": "s"}`, "AT.agent_id: value must be a string (type_error)"},
		"an unknown type": {`{"agent_id": "a", "event_type": "end of it", "session_id": "s"}`,
			"AT.event_type: value is not one of tool_call, tool_result, error, delegation, completion, start, end, check_point, task_delegation (type_error.enum)"},
		"unknown members": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "y": 1, "x": {"z": 1}}`,
			"AT.x: extra fields not permitted (value_error.extra)\nAT.y: extra fields not permitted (value_error.extra)"},
		"a member in another case": {`{"Agent_ID": "a", "agent_id": "a", "event_type": "start", "session_id": "s"}`, "AT.Agent_ID: extra fields not permitted (value_error.extra)"},
		"a negative number": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "cost_tokens": -1, "execution_duration_seconds": -0.5}`,
			"AT.cost_tokens: ensure this value is greater than or equal to 0 (value_error.number.not_ge)\n" +
				"AT.execution_duration_seconds: ensure this value is greater than or equal to 0 (value_error.number.not_ge)"},
		"a fraction":      {`{"agent_id": "a", "event_type": "start", "session_id": "s", "cost_tokens": 1.5}`, "AT.cost_tokens: value must be an integer (type_error)"},
		"a huge number":   {`{"agent_id": "a", "event_type": "start", "session_id": "s", "execution_duration_seconds": 1e999}`, "AT.execution_duration_seconds: value must be a number (type_error)"},
		"no id":           {`{"agent_id": "a", "event_type": "start", "session_id": ""}`, "AT.session_id: ensure this value has at least 1 characters (value_error.any_str.min_length)"},
		"an id with NUL":  {`{"agent_id": "a", "event_type": "start", "session_id": "s\u0000"}`, "AT.session_id: value is not a text without NUL (value_error)"},
		"no instant":      {`{"agent_id": "a", "event_type": "start", "session_id": "s", "timestamp": "noon"}`, "AT.timestamp: value is not a time, such as 2026-03-18T15:29:06.561929 (value_error)"},
		"no day":          {`{"agent_id": "a", "event_type": "start", "session_id": "s", "timestamp": "2026-02-30"}`, "AT.timestamp: value is not a time, such as 2026-03-18T15:29:06.561929 (value_error)"},
		"context is text": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "context": "x"}`, "AT.context: value must be an object (type_error)"},
		"a list":          {`[]`, "AT: value must be an object (type_error)"},
		"a member twice": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "\u0061gent_id": "a"}`,
			"AT.agent_id: field is there more than once (value_error.duplicate)"},
		"a member of a member twice": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "tool_input": {"edits": [{}, {"file": "a", "file": "b"}]}}`,
			"AT.tool_input.edits.1.file: field is there more than once (value_error.duplicate)"},
		"an id of as many characters as the decoder reads": {`{"agent_id": "` + strings.Repeat(`\ud800\u0061`, 300) + `", "event_type": "start", "session_id": "s"}`,
			"AT.agent_id: ensure this value has at most 512 characters (value_error.any_str.max_length)"},
		"a number beyond its bounds": {`{"agent_id": "a", "event_type": "start", "session_id": "s", "cost_tokens": 9223372036854775807}`,
			"AT.cost_tokens: ensure this value is less than or equal to 9007199254740991 (value_error.number.not_le)"},
	} {
		t.Run(name, func(t *testing.T) {
			list, isList, err := items.Split([]byte(`[ {"agent_id": "a", "event_type": "start", "session_id": "s"}, ` + test.item + ` ]`))
			if err != nil || !isList || len(list) != 2 || len(list[0].Invalid) != 0 {
				t.Fatalf("%+v, list %t, %v", list, isList, err)
			}
			if got, want := describe(list[1].Invalid), strings.ReplaceAll(test.want, "AT", "body.1"); got != want {
				t.Errorf("in a list:\n%s\nwant\n%s", got, want)
			}
			if string(list[1].JSON) != test.item {
				t.Errorf("the item is %s", list[1].JSON)
			}
			if test.item[0] == '[' {
				return
			}
			single, isList, err := items.Split([]byte(test.item))
			if err != nil || isList || len(single) != 1 {
				t.Fatalf("%+v, list %t, %v", single, isList, err)
			}
			if got, want := describe(single[0].Invalid), strings.ReplaceAll(test.want, "AT", "body"); got != want {
				t.Errorf("alone:\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestLengthsCountCharacters posts letters of one byte, of two, of three and of four: each is one character.
func TestLengthsCountCharacters(t *testing.T) {
	items := postedEvents(t)
	for _, letter := range []string{"z", "é", "列", "🚀"} {
		for length, want := range map[int]string{512: "", 513: "body.agent_id: ensure this value has at most 512 characters (value_error.any_str.max_length)"} {
			body := fmt.Sprintf(`{"agent_id": %q, "event_type": "start", "session_id": "s"}`, strings.Repeat(letter, length))
			list, _, err := items.Split([]byte(body))
			if err != nil || describe(list[0].Invalid) != want {
				t.Errorf("%d of %s: %v, %s", length, letter, err, describe(list[0].Invalid))
			}
		}
	}
}

func TestAListIsValidatedAsAWholeToo(t *testing.T) {
	items := postedEvents(t)
	for name, test := range map[string]struct{ body, want string }{
		"empty":    {`[]`, "body: ensure this value has at least 1 items (value_error)"},
		"too long": {`[0` + strings.Repeat(`,0`, 1000) + `]`, "body: ensure this value has at most 1000 items (value_error)"},
		"a number": {`7`, "body: value must be an object or a list (type_error)"},
		"null":     {`null`, "body: value must be an object or a list (type_error)"},
	} {
		t.Run(name, func(t *testing.T) {
			list, _, err := items.Split([]byte(test.body))
			invalid, _ := err.(*apperr.Error) //nolint:errorlint // it is not wrapped
			if list != nil || invalid == nil || invalid.Code != apperr.CodeInvalid || describe(invalid.Fields) != test.want {
				t.Errorf("%d items, %v", len(list), err)
			}
		})
	}
}

func BenchmarkItems(b *testing.B) {
	items := postedEvents(b)
	const event = `{"event_id":"evt-7f3a91-%04d","agent_id":"claude-code","event_type":"tool_call","timestamp":"2026-03-18T15:29:06.561929","tool_name":"Read",` +
		`"input_summary":"internal/cache/memory.go","output_summary":"120 lines","session_id":"sess-4f2a","parent_event_id":"evt-7f3a90","status":"completed",` +
		`"execution_duration_seconds":0.25,"cost_tokens":1200,"tool_input":{"file_path":"internal/cache/memory.go","limit":120}}`
	var list []string
	for n := range 500 {
		list = append(list, fmt.Sprintf(event, n))
	}
	body := []byte("[" + strings.Join(list, ",") + "]")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if split, _, err := items.Split(body); err != nil || len(split) != 500 || split[499].Invalid != nil {
			b.Fatal(err)
		}
	}
}
