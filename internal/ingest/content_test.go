package ingest_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestMetadataIsWhatHappenedWithoutWhatWasSaid(t *testing.T) {
	raw := func(text string) json.RawMessage { return json.RawMessage(text) }
	seconds := 1.5
	for name, test := range map[string]struct{ reported, want ingest.Observation }{
		"a session": {
			ingest.Observation{Session: &ingest.Session{
				ID: "s", Agent: "codex", Cwd: "/work/app", Title: "Fix it", HandoffNotes: "notes", RecommendedNext: "next", Model: "gpt-5",
				Metadata: map[string]json.RawMessage{"gitBranch": raw(`"main"`), "cost_state": raw(`{"said":"x"}`), "turns": raw(`3`), "summary": raw(`"said"`)},
			}},
			ingest.Observation{Session: &ingest.Session{
				ID: "s", Agent: "codex", Cwd: "/work/app", Model: "gpt-5", Metadata: map[string]json.RawMessage{"gitBranch": raw(`"main"`), "turns": raw(`3`)},
			}},
		},
		"a call": {
			ingest.Observation{Event: &ingest.Event{
				ID: "e", ToolName: "Bash", Input: "rm x", Output: "done", Error: "no", ToolInput: raw(`{"command":"rm x"}`), Status: ingest.StatusFailed,
				DurationSeconds: &seconds, Context: map[string]json.RawMessage{
					"description": raw(`"delete"`), ingest.EndedMember: raw(`"2026-03-18T12:00:00Z"`), "exit_code": raw(`1`), "is_error": raw(`true`), "files": raw(`["a"]`),
				},
				Message: &ingest.Message{Kind: model.KindCall, Parts: []ingest.Part{
					{Type: model.PartCall, Name: "Bash", CallID: "c", Text: `{"command":"rm x"}`, IsCut: true}, {Type: model.PartResponse, Name: "Bash", CallID: "c"},
				}},
			}},
			ingest.Observation{Event: &ingest.Event{
				ID: "e", ToolName: "Bash", Status: ingest.StatusFailed, DurationSeconds: &seconds,
				Context: map[string]json.RawMessage{ingest.EndedMember: raw(`"2026-03-18T12:00:00Z"`), "exit_code": raw(`1`), "is_error": raw(`true`)},
				Message: &ingest.Message{Kind: model.KindCall, Parts: []ingest.Part{
					{Type: model.PartCall, Name: "Bash", CallID: "c", Meta: raw(`{"omitted_bytes":18}`)}, {Type: model.PartResponse, Name: "Bash", CallID: "c"},
				}},
			}},
		},
		"a message with a picture and a file": {
			ingest.Observation{Message: &ingest.Message{ID: "m", Role: model.RoleUser, Parts: []ingest.Part{
				{Type: model.PartText, Text: "Look"}, {Type: model.PartBlob, Name: "secret-plan.png", Blob: &ingest.Blob{MIME: "image/png", SHA256: "x", Bytes: 3, Data: []byte("abc")}},
				{Type: model.PartReasoning, Text: "Hm", Meta: raw(`{"signature":"x"}`)},
			}}},
			ingest.Observation{Message: &ingest.Message{ID: "m", Role: model.RoleUser, Parts: []ingest.Part{
				{Type: model.PartText, Meta: raw(`{"omitted_bytes":4}`)}, {Type: model.PartBlob, Blob: &ingest.Blob{MIME: "image/png", Bytes: 3}},
				{Type: model.PartReasoning, Meta: raw(`{"omitted_bytes":2}`)},
			}}},
		},
		"a request": {
			ingest.Observation{Usage: &ingest.Usage{ID: "u", Model: "gpt-5", Input: 100}}, ingest.Observation{Usage: &ingest.Usage{ID: "u", Model: "gpt-5", Input: 100}},
		},
		"a stop": {
			ingest.Observation{Stop: &ingest.Stop{SessionID: "s", Background: []string{"a"}}}, ingest.Observation{Stop: &ingest.Stop{SessionID: "s", Background: []string{"a"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if ingest.ContentMetadata.Reduce(&test.reported); !reflect.DeepEqual(test.reported, test.want) {
				t.Errorf("%s, want %s", asJSON(t, test.reported), asJSON(t, test.want))
			}
		})
	}
}

func TestFullContentIsEverything(t *testing.T) {
	o := ingest.Observation{Event: &ingest.Event{ID: "e", Input: "said"}}
	for _, level := range []ingest.Content{"", ingest.ContentFull} {
		if level.Reduce(&o); o.Event.Input != "said" {
			t.Errorf("the level %q removes texts", level)
		}
	}
}

func TestNamesOfLevels(t *testing.T) {
	for name, want := range map[string]ingest.Content{"": ingest.ContentFull, "full": ingest.ContentFull, "metadata": ingest.ContentMetadata, "counts": "", "Full": ""} {
		if got, err := ingest.ParseContent(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", name, got, err)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
