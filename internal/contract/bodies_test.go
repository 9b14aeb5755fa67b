package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// documentedBody is the schema of a JSON body of an operation, or of one item of a list.
type documentedBody struct {
	operationID, method, path string
	schema                    *openapi3.Schema
	// items is true where a list of such bodies may be sent too.
	items bool
}

func documentedBodies(t *testing.T) []documentedBody {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	var bodies []documentedBody
	for _, path := range slices.Sorted(maps.Keys(document.Paths.Map())) {
		for method, op := range document.Paths.Value(path).Operations() {
			if op.RequestBody == nil || op.Extensions["x-validate-body"] == "none" {
				continue
			}
			b := documentedBody{operationID: op.OperationID, method: method, path: path, schema: op.RequestBody.Value.Content["application/json"].Schema.Value}
			if op.Extensions["x-validate-body"] == "items" {
				b.schema, b.items = b.schema.OneOf[0].Value, true
			}
			bodies = append(bodies, b)
		}
	}
	if len(bodies) < 10 {
		t.Fatalf("only %d operations with bodies", len(bodies))
	}
	return bodies
}

// valid returns a body with the required members.
func (b documentedBody) valid() map[string]any {
	body := map[string]any{}
	for _, name := range b.schema.Required {
		body[name] = "valid-" + name
		if enum := b.schema.Properties[name].Value.Enum; enum != nil {
			body[name] = enum[0]
		}
	}
	if b.operationID == "postObservations" { // each has exactly one member
		body = map[string]any{"stop": map[string]any{"session_id": "valid-session"}}
	}
	if b.operationID == "postHook" {
		body = map[string]any{"session_id": "valid-session", "hook_event_name": "Stop"}
	}
	return body
}

// violation is a body that breaks one rule.
type violation struct {
	body  any
	field string
	kind  string
}

// violations returns bodies that each break one rule of the schema, by a description of the violation.
func (b documentedBody) violations() map[string]violation {
	all := map[string]violation{"is a text": {"x", "", "type_error"}}
	if b.schema.AdditionalProperties.Has != nil && !*b.schema.AdditionalProperties.Has {
		all["has one member more"] = violation{b.with("one_more", 1), "one_more", "value_error.extra"}
	}
	for _, name := range b.schema.Required {
		without := b.valid()
		delete(without, name)
		all[name+" is absent"] = violation{without, name, "value_error.missing"}
	}
	for name, property := range b.schema.Properties {
		for wrong, value := range beyond(property.Value) {
			all[name+" "+wrong] = violation{b.with(name, value.value), name + value.below, value.kind}
		}
	}
	return all
}

func (b documentedBody) with(name string, value any) map[string]any {
	body := b.valid()
	if most := b.schema.MaxProps; most != nil && len(body) == int(*most) {
		clear(body) // another member would be one too many
	}
	body[name] = value
	return body
}

// beyondValue is a value that its schema does not permit. below is the path to the invalid part of it.
type beyondValue struct {
	value       any
	kind, below string
}

// beyond returns values just outside a schema, one for each of its rules.
func beyond(schema *openapi3.Schema) map[string]beyondValue {
	all := map[string]beyondValue{"has a wrong type": {[]any{[]any{}}, "type_error", ""}}
	if schema.Type.Is("array") {
		all["has a wrong type"] = beyondValue{"x", "type_error", ""}
		for wrong, value := range beyond(schema.Items.Value) {
			all["with an item that "+wrong] = beyondValue{[]any{value.value}, value.kind, ".0" + value.below}
		}
	}
	if !schema.Type.Includes("null") {
		all["is null"] = beyondValue{nil, "type_error.none.not_allowed", ""}
	}
	if schema.Enum != nil {
		all = map[string]beyondValue{"is not one of those": {"something else", "type_error.enum", ""}}
	}
	if schema.MinLength > 0 {
		all["is empty"] = beyondValue{"", "value_error.any_str.min_length", ""}
	}
	if schema.MaxLength != nil {
		for _, letter := range []string{"z", "é", "🚀"} {
			all["has one "+letter+" too many"] = beyondValue{strings.Repeat(letter, int(*schema.MaxLength)+1), "value_error.any_str.max_length", ""}
		}
	}
	if schema.Min != nil {
		all["is too small"] = beyondValue{*schema.Min - 1, "value_error.number.not_ge", ""}
	}
	if schema.Max != nil {
		all["is too large"] = beyondValue{*schema.Max + 1, "value_error.number.not_le", ""}
	}
	if schema.MaxItems != nil {
		all["has an item too many"] = beyondValue{slices.Repeat([]any{"x"}, int(*schema.MaxItems)+1), "value_error", ""}
	}
	switch schema.Format {
	case "id":
		all["has a NUL"] = beyondValue{"a\x00b", "value_error", ""}
	case "instant":
		all["is no time"] = beyondValue{"yesterday", "value_error", ""}
		all["is no day"] = beyondValue{"2026-02-30T12:00:00Z", "value_error", ""}
	}
	return all
}

// problemField is an invalid field as a client receives it.
type problemField struct {
	Loc  []string
	Msg  string
	Type string
}

// postJSON sends a body to an operation, with a value for each variable of its path.
func (w *scenarios) postJSON(t *testing.T, b documentedBody, body any) testkit.Response {
	t.Helper()
	target := strings.NewReplacer("{agent}", "codex", "{session_id}", "valid-session_id", "{", "", "}", "").Replace(b.path)
	return w.sendJSON(t, b.method, target, body)
}

func (w *scenarios) sendJSON(t *testing.T, method, target string, body any) testkit.Response {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(method, w.base(t, ordinary)+target, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "X-Agent-ID": "a", "X-Session-ID": "s"} {
		request.Header.Set(name, value)
	}
	return w.do(t, request, 0)
}

// stored returns the number of rows in which bodies are stored.
func (w *scenarios) stored(t *testing.T) int {
	t.Helper()
	w.base(t, ordinary)
	n, err := database.Value[int](t.Context(), w.apps[ordinary].DB, "SELECT (SELECT count(*) FROM agent_events) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM tool_traces)")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWhatTheDocumentDoesNotPermitIsRefused walks all members of all bodies and posts one more than each rule permits: alone, and as an
// item of a list where the operation accepts lists. Both get the same error, and nothing is stored.
func TestWhatTheDocumentDoesNotPermitIsRefused(t *testing.T) {
	w := newScenarios(t)
	for _, b := range documentedBodies(t) {
		if b.items {
			w.postJSON(t, b, b.valid()) // it is stored already when it comes beside an invalid item
		}
		before := w.stored(t)
		for wrong, v := range b.violations() {
			t.Run(b.operationID+"/"+wrong, func(t *testing.T) {
				answer := w.postJSON(t, b, v.body)
				var problem struct{ Errors []problemField }
				if err := json.Unmarshal(answer.Body, &problem); err != nil || answer.Status != http.StatusUnprocessableEntity || len(problem.Errors) != 1 {
					t.Fatalf("%d %s, want one error", answer.Status, answer.Body)
				}
				field := problem.Errors[0]
				if at := strings.Join(field.Loc, "."); at != strings.TrimSuffix("body."+v.field, ".") || field.Type != v.kind || field.Msg == "" {
					t.Errorf("%+v, want %s at %q", field, v.kind, v.field)
				}
				if b.items && wrong != "is a text" {
					w.checkItem(t, b, v.body, field)
				}
			})
		}
		if after := w.stored(t); after != before {
			t.Errorf("%s: %d rows became %d", b.operationID, before, after)
		}
	}
}

// TestAMemberThatIsThereTwiceIsRefused repeats each member of each body: which one counts would depend on who reads the body. The payload of a
// hook is written by an agent, and not refused.
func TestAMemberThatIsThereTwiceIsRefused(t *testing.T) {
	w := newScenarios(t)
	for _, b := range documentedBodies(t) {
		if b.items {
			w.postJSON(t, b, b.valid()) // it is stored already when it comes beside an invalid item
		}
		valid, err := json.Marshal(b.valid())
		if err != nil {
			t.Fatal(err)
		}
		before := w.stored(t)
		for _, name := range slices.Sorted(maps.Keys(b.schema.Properties)) {
			t.Run(b.operationID+"/"+name, func(t *testing.T) {
				twice := json.RawMessage(strings.Replace(fmt.Sprintf(`{%q:null,%q:null,%s`, name, name, valid[1:]), ",}", "}", 1))
				answer := w.postJSON(t, b, twice)
				var problem struct{ Errors []problemField }
				if err := json.Unmarshal(answer.Body, &problem); err != nil || answer.Status != http.StatusUnprocessableEntity || len(problem.Errors) != 1 {
					t.Fatalf("%d %s, want one error", answer.Status, answer.Body)
				}
				field := problem.Errors[0]
				if at := strings.Join(field.Loc, "."); at != "body."+name || field.Type != "value_error.duplicate" {
					t.Errorf("%+v, want value_error.duplicate at %s", field, name)
				}
				if b.items {
					w.checkItem(t, b, twice, field)
				}
			})
		}
		if after := w.stored(t); after != before {
			t.Errorf("%s: %d rows became %d", b.operationID, before, after)
		}
		if b.operationID == "postHook" {
			if answer := w.postJSON(t, b, json.RawMessage(`{"session_id":"a","session_id":"valid-session","hook_event_name":"Stop"}`)); answer.Status != http.StatusNoContent {
				t.Errorf("the payload of a hook: %d %s", answer.Status, answer.Body)
			}
		}
	}
}

// checkItem posts a valid item and an invalid one. The invalid item must get the error that it gets alone.
func (w *scenarios) checkItem(t *testing.T, b documentedBody, invalid any, alone problemField) {
	t.Helper()
	answer := w.postJSON(t, b, []any{b.valid(), invalid})
	var ingested struct {
		Results []struct {
			Outcome string
			Errors  []problemField
		}
	}
	if err := json.Unmarshal(answer.Body, &ingested); err != nil || answer.Status != http.StatusOK || len(ingested.Results) != 2 {
		t.Fatalf("in a list: %d %s", answer.Status, answer.Body)
	}
	alone.Loc = slices.Insert(slices.Clone(alone.Loc), 1, "1")
	if got := ingested.Results[1]; got.Outcome != "problem" || !reflect.DeepEqual(got.Errors, []problemField{alone}) {
		t.Errorf("in a list %+v, want the error %+v", got, alone)
	}
	if got := ingested.Results[0]; got.Outcome != "unchanged" || got.Errors != nil {
		t.Errorf("the item beside it is %+v", got)
	}
}

// whereStored are expressions that are true of a row in which the text ? is stored whole, by operation and member of its body, "" for a
// column that has the name of the member.
var whereStored = map[string]struct {
	table   string
	members map[string]string
}{
	"postEvents": {"agent_events", map[string]string{"tool_use_id": "(SELECT count(*) FROM tool_traces WHERE tool_use_id = ?) = 1"}},
	"postSession": {"sessions", map[string]string{
		"agent": "agent_assigned = ?", "cwd": "instr(metadata, ?)", "title": "instr(metadata, ?)", "model": "instr(metadata, ?)",
	}},
	"patchSession": {"sessions", map[string]string{"title": "instr(metadata, ?)", "model": "instr(metadata, ?)"}},
}

// TestTheLongestAllowedTextsAreStoredCompletely posts texts of the greatest allowed length, with characters of one byte and of
// several bytes.
func TestTheLongestAllowedTextsAreStoredCompletely(t *testing.T) {
	w := newScenarios(t)
	for _, b := range documentedBodies(t) {
		stored, isStored := whereStored[b.operationID]
		if !isStored {
			continue
		}
		for name, property := range b.schema.Properties {
			if property.Value.MaxLength == nil || property.Value.Format == "instant" {
				continue
			}
			condition := stored.members[name]
			if condition == "" {
				condition = name + " = ?"
			}
			for _, letter := range []string{"z", "é", "🚀"} {
				t.Run(fmt.Sprint(b.operationID, " ", name, " of ", letter), func(t *testing.T) {
					text := strings.Repeat(letter, int(*property.Value.MaxLength))
					w.storeNew(t, b, name, text)
					statement := "SELECT count(*) FROM " + stored.table + " WHERE " + condition
					n, err := database.Value[int](t.Context(), w.apps[ordinary].DB, statement, text)
					if err != nil || n == 0 {
						t.Errorf("%s is not stored whole: %v", name, err)
					}
				})
			}
		}
	}
}

// storeNew stores a member with a text in a new row.
func (w *scenarios) storeNew(t *testing.T, b documentedBody, name, text string) {
	t.Helper()
	id := name + text[:4]
	body, target := map[string]any{}, b.path
	switch b.operationID {
	case "postEvents":
		body = b.valid()
		body["event_id"] = id
	case "postSession":
		body = b.valid()
		body["session_id"] = id
	case "patchSession":
		target = "/api/sessions/" + url.PathEscape(id)
		if answer := w.sendJSON(t, http.MethodPost, "/api/sessions", map[string]any{"session_id": id, "agent": "a"}); answer.Status != http.StatusOK {
			t.Fatalf("%d %s", answer.Status, answer.Body)
		}
	}
	body[name] = text
	if answer := w.sendJSON(t, b.method, target, body); answer.Status != http.StatusOK {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
}
