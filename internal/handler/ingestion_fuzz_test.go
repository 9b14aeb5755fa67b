package handler

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// FuzzEvents reads the body of POST /api/events as the handler does: each item is either an event with an id and what is required, or
// told what does not fit, and the same body is the same events.
func FuzzEvents(f *testing.F) {
	for _, body := range []string{
		`{"agent_id":"codex","event_type":"tool_call","session_id":"s","tool_name":"Read"}`,
		`[{"event_id":"e","agent_id":"a","event_type":"tool_call","session_id":"s","timestamp":"2026-03-18T15:29:06Z","tool_input":{"a":1},"context":{"b":null}}]`,
		`[{"event_id":"","agent_id":7,"unknown":1},null,3,[],{"cost_tokens":-1,"execution_duration_seconds":-1e99}]`,
		`[]`, `null`, `"x"`, ` {`, `[{"session_id":"\ud800\u0000"}]`,
	} {
		f.Add([]byte(body))
	}
	const now = model.Instant("2026-03-18T15:30:00.000000")
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return // the handler is not asked
		}
		items, isList, err := splitItems(body)
		if err != nil {
			return
		}
		if len(items) == 0 || len(items) > maxItems {
			t.Fatalf("%d items", len(items))
		}
		for i, item := range items {
			event, faults := decodeEvent(item, location(i, isList), now)
			again, _ := decodeEvent(item, location(i, isList), now)
			if !reflect.DeepEqual(event, again) {
				t.Fatalf("%s is %+v and then %+v", item, event, again)
			}
			if len(faults) > 0 {
				continue
			}
			o := fromAPIEvent(event)
			if e := o.Event; e.ID == "" || e.SessionID == "" || e.AgentID == "" || e.Type == "" || e.Source != apiSource {
				t.Fatalf("%s tells %+v", item, e)
			}
			if o.Event.ToolInput != nil && !json.Valid(o.Event.ToolInput) {
				t.Fatalf("%s has the input %s", item, o.Event.ToolInput)
			}
		}
	})
}
