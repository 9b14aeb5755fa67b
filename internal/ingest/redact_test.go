package ingest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/redact"
)

func TestSecretsAreTakenOutOfAllThatIsStored(t *testing.T) {
	key := "sk-" + strings.Repeat("a1B2", 10) // put together here, so that no scanner takes the file for a leak
	o := ingest.Observation{Event: &ingest.Event{
		Input: key, Output: key, Error: key,
		ToolInput: json.RawMessage(`{"command":"export A=` + key + `","n":12345678901234567890,"nested":[{"password":"x\"y"}]}`),
		Context:   map[string]json.RawMessage{"client_secret": json.RawMessage(`"abc"`), "kept": json.RawMessage(`{ "a" : 1 }`)},
	}}
	ingest.Redact(&o)
	e := o.Event
	if e.Input != redact.Mark || e.Output != redact.Mark || e.Error != redact.Mark {
		t.Errorf("texts: %+v", e)
	}
	if want := `{"command":"export A=[redacted]","n":12345678901234567890,"nested":[{"password":"[redacted]"}]}`; string(e.ToolInput) != want {
		t.Errorf("tool input %s", e.ToolInput)
	}
	if string(e.Context["client_secret"]) != `"[redacted]"` || string(e.Context["kept"]) != `{ "a" : 1 }` {
		t.Errorf("context %s", e.Context)
	}
}
