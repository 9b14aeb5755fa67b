package contract

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// written are the media types of responses whose examples are written by hand: pages and files, of which the bundle holds no copies.
var written = []string{"text/html", "text/css", "text/javascript", "image/svg+xml", "application/yaml", "text/plain", "application/x-protobuf", "image/png", "image/jpeg", "image/gif", "image/webp"}

// TestExamplesAreRecordedResponses fails for an example of a response that is not the response of a golden case with this status. The responses
// by which a server reports its own failure, and the document within itself, have none.
func TestExamplesAreRecordedResponses(t *testing.T) {
	document, goldens := parseDocument(t, gen.OpenAPIYAML), loadFixtures(t)
	var all []*testkit.Fixture
	for _, cases := range goldens {
		all = append(all, cases...)
	}
	for route, item := range document["paths"].(object) {
		for method, value := range item.(object) {
			operation := value.(object)
			id := operation["operationId"].(string)
			for status, response := range operation["responses"].(object) {
				content, _ := resolved(response, document).(object)["content"].(object)
				for media, described := range content {
					name := strings.ToUpper(method) + " " + route + " " + status + " " + media
					if isWritten(media) || status == "default" || id == "getOpenAPIJSON" || status == strconv.Itoa(http.StatusSwitchingProtocols) {
						continue
					}
					cases := goldens[id]
					if status >= "400" {
						cases = all // the example is shared
					}
					example, has := described.(object)["example"]
					if !has || !isRecorded(t, example, status, cases) {
						t.Errorf("%s: the example is not what a golden case has: %v", name, example)
					}
				}
			}
		}
	}
}

func isWritten(media string) bool {
	for _, other := range written {
		if media == other {
			return true
		}
	}
	return false
}

// isRecorded reports whether one of the cases has this status and this body.
func isRecorded(t *testing.T, example any, status string, cases []*testkit.Fixture) bool {
	t.Helper()
	text, _ := example.(string)
	encoded, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	for _, fixture := range cases {
		if fixture.Response.Body == nil && fixture.Response.Text == "" {
			continue
		}
		// A refusal of telemetry has the same form with each status.
		if strconv.Itoa(fixture.Response.Status) != status && status < "400" {
			continue
		}
		if fixture.Response.Body == nil {
			if fixture.Response.Text == text {
				return true
			}
			continue
		}
		var want, got any
		if json.Unmarshal(fixture.Response.Body, &want) == nil && json.Unmarshal(encoded, &got) == nil && reflect.DeepEqual(want, got) {
			return true
		}
	}
	return false
}

// TestGoldensAreAsTheyWouldBeWritten fails for a fixture that `make golden` would write in another form, so that generating, recording and
// generating again changes nothing.
func TestGoldensAreAsTheyWouldBeWritten(t *testing.T) {
	for operation, cases := range loadFixtures(t) {
		for _, fixture := range cases {
			if difference, err := fixture.DiffFile(); err != nil || difference != "" {
				t.Errorf("%s/%s: %s (%v)", operation, fixture.Name(), difference, err)
			}
		}
	}
}
