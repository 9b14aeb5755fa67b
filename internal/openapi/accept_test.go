package openapi

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/gen"
)

// bodies returns the schemas of all bodies that are validated, by the operation.
func bodies(t testing.TB) map[string]*schema {
	t.Helper()
	document, err := Load(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*schema{}
	for _, op := range document.Operations() {
		if op.items != nil {
			all[op.ID] = op.items.item
		} else if op.body != nil {
			all[op.ID] = op.body
		}
	}
	return all
}

// TestPostedEventsAreAcceptedQuickly keeps the schemas of what is posted most within what an acceptor knows.
func TestPostedEventsAreAcceptedQuickly(t *testing.T) {
	all := bodies(t)
	for operation, body := range map[string]string{
		"postEvents": `{"event_id":"e","agent_id":"a","event_type":"tool_call","timestamp":"2026-03-18T15:29:06.561929","tool_name":"Read","session_id":"s",
			"input_summary":"é","output_summary":null,"status":"completed","execution_duration_seconds":0.25,"cost_tokens":1200,"tool_input":{"a":{"b":[1]}},"context":null}`,
		"postSession":  `{"session_id":"s","agent":"a","created_at":"2026-03-18 15:29","is_subagent":false,"metadata":{"n":1}}`,
		"patchSession": `{"status":"completed","completed_at":null}`,
		"postHook":     `{"session_id":"s","hook_event_name":"Stop","anything":[1,{}]}`,
	} {
		if !all[operation].quick.accepts(gjson.Parse(body)) {
			t.Errorf("%s: %s is not accepted", operation, body)
		}
	}
}

// FuzzAcceptor demands that an acceptor accepts nothing that VisitJSON refuses.
func FuzzAcceptor(f *testing.F) {
	for _, body := range []string{
		`{"agent_id":"a","event_type":"tool_call","session_id":"s"}`, `{"agent_id":"","event_type":"dance","session_id":"s\u0000","x":1}`,
		`{"agent_id":null,"event_type":"end","session_id":"s"}`, `{"agent_id":"a","agent_id":7,"event_type":"end","session_id":"s"}`,
		`{"agent_id":"a","event_type":"end","session_id":"s","cost_tokens":1e3,"execution_duration_seconds":-0}`, `{"cost_tokens":1e999}`,
		`{"agent_id":"a","event_type":"end","session_id":"s","cost_tokens":9007199254740993,"context":[],"tool_input":"x"}`,
		`{"session_id":"s","agent":"a","is_subagent":"yes","metadata":{}}`, `{"status":null,"title":"\ud800"}`, `{"tags":["a"],"priority":"p"}`,
		`{"new_status":"todo"}`, `null`, `[]`, `7`, `""`, `true`, `{"":null}`, `{"agent_\u0069d":"a","event_type":"end","session_id":"s"}`,
	} {
		f.Add([]byte(body))
	}
	all := bodies(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return
		}
		value := gjson.ParseBytes(body)
		for operation, s := range all {
			if !s.quick.accepts(value) {
				continue
			}
			if err := s.VisitJSON(decode(s.Schema, value), openapi3.WithStringFormatValidators(formatValidators())); err != nil {
				t.Errorf("%s: %s is accepted, but %v", operation, body, err)
			}
		}
	})
}
