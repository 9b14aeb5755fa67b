package transfer_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/transfer"
)

// TestNothingIsLostOnTheWay fills every field of every kind of observation: a field that is added to one of them must be added to the document.
func TestNothingIsLostOnTheWay(t *testing.T) {
	for _, o := range []ingest.Observation{
		{Session: &ingest.Session{}}, {Event: &ingest.Event{}}, {Usage: &ingest.Usage{}}, {Stop: &ingest.Stop{}}, {Message: &ingest.Message{}},
	} {
		for member := range reflect.ValueOf(o).NumField() {
			if v := reflect.ValueOf(o).Field(member); !v.IsNil() {
				fill(v.Elem(), 0)
			}
		}
		clearStored(&o)
		if got := sent(t, o); !reflect.DeepEqual(got, o) {
			t.Errorf("%s came back as %s", describe(o), describe(got))
		}
	}
}

// TestWhatIsAbsentStaysAbsent sends observations that say as little as they can: a list that is empty says more than one that is absent.
func TestWhatIsAbsentStaysAbsent(t *testing.T) {
	zero := 0.0
	for _, o := range []ingest.Observation{
		{Session: &ingest.Session{ID: "s"}},
		{Event: &ingest.Event{ID: "e", SessionID: "s", AgentID: "a", Type: ingest.TypeStart, Source: ingest.SourceHook}},
		{Event: &ingest.Event{ID: "e", SessionID: "s", AgentID: "a", Type: ingest.TypeStart, Source: ingest.SourceHook, DurationSeconds: &zero, CostTokens: new(int64)}},
		{Usage: &ingest.Usage{ID: "u", SessionID: "s", Source: ingest.SourceTelemetry, StatedMicroUSD: new(int64)}},
		{Stop: &ingest.Stop{SessionID: "s"}}, {Stop: &ingest.Stop{SessionID: "s", Background: []string{}}},
		{Message: &ingest.Message{ID: "m", SessionID: "s"}},
	} {
		if got := sent(t, o); !reflect.DeepEqual(got, o) {
			t.Errorf("%s came back as %s", describe(o), describe(got))
		}
	}
}

func TestASenderDoesNotSayWhatDataAre(t *testing.T) {
	page := []byte("<script>alert(1)</script>")
	o := ingest.Observation{Message: &ingest.Message{ID: "m", SessionID: "s", Parts: []ingest.Part{{Blob: &ingest.Blob{MIME: "image/png", SHA256: "x", Data: page}}}}}
	if blob := sent(t, o).Message.Parts[0].Blob; blob.Data != nil || blob.SHA256 != "" || blob.Bytes != int64(len(page)) {
		t.Errorf("it is kept as %+v", blob)
	}
}

func TestASenderWaitsForOtherReportsADayAtMost(t *testing.T) {
	o := ingest.Observation{Usage: &ingest.Usage{ID: "u", SessionID: "s", Source: ingest.SourceAPI, Fingerprint: &ingest.Fingerprint{Key: "k", Source: "api", Within: 1e6 * time.Hour}}}
	if got := sent(t, o).Usage.Fingerprint.Within; got != 24*time.Hour {
		t.Errorf("it waits %s", got)
	}
}

// sent returns an observation as a server reads it.
func sent(t *testing.T, o ingest.Observation) ingest.Observation {
	t.Helper()
	text, err := json.Marshal(transfer.Encode(&o))
	if err != nil {
		t.Fatal(err)
	}
	var received api.Observation
	if err := json.Unmarshal(text, &received); err != nil {
		t.Fatal(err)
	}
	return transfer.Decode(&received)
}

// clearStored removes what only a server adds to a part.
func clearStored(o *ingest.Observation) {
	m := o.Message
	if o.Event != nil {
		m = o.Event.Message
	}
	if m == nil {
		return
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		p.Packed, p.Searched, p.Size, p.Digest = nil, "", 0, 0
		p.Blob = ingest.NewBlob("image/png", []byte("\x89PNG\r\n\x1a\n…"))
	}
}

// fill gives every field a value of its own that is not zero.
func fill(v reflect.Value, n int) int {
	n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n = fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			n = fill(v.Field(i), n)
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n) * int64(time.Second))
	case reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(fmt.Sprintf(`{"member":%d}`, n)))
			break
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		n = fill(v.Index(1), fill(v.Index(0), n))
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]json.RawMessage{"name": json.RawMessage(fmt.Sprintf(`%d`, n))}))
	case reflect.Uint8:
		v.SetUint(1)
	}
	return n
}

func describe(o ingest.Observation) string {
	text, err := json.Marshal(o)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
