package handler

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// FuzzEvents reads the body of POST /api/events as the handler does: each item is either an event with an id and all that is required, or
// has invalid fields, and the same body gives the same events.
func FuzzEvents(f *testing.F) {
	for _, body := range []string{
		`{"agent_id":"codex","event_type":"tool_call","session_id":"s","tool_name":"Read"}`,
		`[{"event_id":"e","agent_id":"a","event_type":"tool_call","session_id":"s","timestamp":"2026-03-18T15:29:06Z","tool_input":{"a":1},"context":{"b":null}}]`,
		`[{"event_id":"","agent_id":7,"unknown":1},null,3,[],{"cost_tokens":-1,"execution_duration_seconds":-1e99}]`,
		`[]`, `null`, `"x"`, ` {`, `[{"session_id":"\ud800\u0000"}]`,
	} {
		f.Add([]byte(body))
	}
	document, err := openapi.Load(gen.OpenAPIJSON)
	if err != nil {
		f.Fatal(err)
	}
	posted, err := document.Items("postEvents")
	if err != nil {
		f.Fatal(err)
	}
	const now = model.Instant("2026-03-18T15:30:00.000000")
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return // the handler is not asked
		}
		items, _, err := posted.Split(body)
		if err != nil {
			return
		}
		if len(items) == 0 || len(items) > 1000 {
			t.Fatalf("%d items", len(items))
		}
		for _, item := range items {
			event, invalid := decodeEvent(item, now)
			again, _ := decodeEvent(item, now)
			if !reflect.DeepEqual(event, again) {
				t.Fatalf("%s is %+v and then %+v", item.JSON, event, again)
			}
			if len(invalid) > 0 {
				continue
			}
			e := fromAPIEvent(event)
			if e.ID == "" || e.SessionID == "" || e.AgentID == "" || e.Type == "" || e.Source != apiSource {
				t.Fatalf("%s reports %+v", item.JSON, e)
			}
			if e.ToolInput != nil && !json.Valid(e.ToolInput) {
				t.Fatalf("%s has the input %s", item.JSON, e.ToolInput)
			}
		}
	})
}
