package otlp_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
)

// conversation are the messages of two requests, in the JSON of the semantic conventions for generative AI (gen-ai-input-messages.json and
// gen-ai-output-messages.json): the second repeats the first one, with its answer and the result of its call.
var conversation = []struct{ input, output string }{
	{
		`[{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]}]`,
		`[{"role":"assistant","parts":[{"type":"reasoning","content":"I ask the tool."},{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]`,
	},
	{
		`[{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]},
		  {"role":"assistant","parts":[{"type":"reasoning","content":"I ask the tool."},{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Paris"}}]},
		  {"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":"rainy, 14 degrees"}]}]`,
		`[{"role":"assistant","parts":[{"type":"text","content":"It rains."}],"finish_reason":"stop"}]`,
	},
}

// requests returns an export with a span for each request, whose messages are texts with JSON.
func requests(t *testing.T) []byte {
	t.Helper()
	var spans []any
	for i, request := range conversation {
		begin := time.Date(2026, 3, 18, 12, i, 0, 0, time.UTC)
		attributes := []any{}
		for key, value := range map[string]string{
			"gen_ai.operation.name": "chat", "gen_ai.conversation.id": "s", "gen_ai.request.model": "gpt-5", "gen_ai.system_instructions": `[{"type":"text","content":"Be brief."}]`,
			"gen_ai.input.messages": request.input, "gen_ai.output.messages": request.output,
		} {
			attributes = append(attributes, map[string]any{"key": key, "value": map[string]string{"stringValue": value}})
		}
		spans = append(spans, map[string]any{
			"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": fmt.Sprintf("b7ad6b716920333%d", i), "name": "chat gpt-5",
			"startTimeUnixNano": fmt.Sprint(begin.UnixNano()), "endTimeUnixNano": fmt.Sprint(begin.Add(5 * time.Second).UnixNano()), "attributes": attributes,
		})
	}
	body, err := json.Marshal(map[string]any{"resourceSpans": []any{map[string]any{"scopeSpans": []any{map[string]any{"spans": spans}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestGenerativeMessagesAreReportedOnceEach(t *testing.T) {
	result, err := otlp.Traces(requests(t), otlp.JSON, time.Now())
	if err != nil || result.Message != "" {
		t.Fatal(err, result.Message)
	}
	type known struct {
		text  string
		parts []string
	}
	messages := map[string]*known{}
	var order []string
	for _, o := range result.Observations {
		m := o.Message
		if m == nil {
			continue
		}
		if messages[m.ID] == nil {
			order = append(order, m.ID)
			messages[m.ID] = &known{text: fmt.Sprintf("%s %s", m.At[11:19], m.Kind)}
		}
		of := messages[m.ID]
		if m.FinishReason != "" {
			of.text += " " + string(m.FinishReason)
		}
		for _, p := range m.Parts {
			if part := fmt.Sprintf(" | %s %s %s %q", p.Section, p.Type, p.Name, p.Text); !slices.Contains(of.parts, part) {
				of.parts = append(of.parts, part)
			}
		}
		if m.SessionID != "s" || m.Source != ingest.SourceTelemetry {
			t.Errorf("%+v", m)
		}
	}
	var got []string
	for _, id := range order {
		got = append(got, messages[id].text+strings.Join(messages[id].parts, ""))
	}
	slices.Sort(got)
	want := []string{
		`12:00:00 prompt | body text  "Weather in Paris?"`,
		`12:00:00 reminder | body text  "Be brief."`,
		`12:00:05 answer tool_call | body reasoning  "I ask the tool."`,
		`12:00:05 call | call tool_call weather "{\"city\":\"Paris\"}" | response tool_call_response  "rainy, 14 degrees"`,
		`12:01:05 answer stop | body text  "It rains."`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
