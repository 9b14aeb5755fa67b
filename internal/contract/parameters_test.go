package contract

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// noGolden are the parameters on which no stored response can depend, each with its reason.
var noGolden = map[string]string{
	"getHealth header X-Htmlgraph-Challenge": "only a server that published its address proves who it is, with a secret that differs between users; see package hookclient",
	"streamEventsSSE query topics":           "a state is sent when it changes, which a single request does not do; a transcript of streamEvents shows it",
	"postHook header X-Observed-At":          "the response to a hook is always empty; the tests of package app read what is stored",
}

// TestEveryParameterChangesAGolden fails for a parameter that a server could ignore without failing any golden case. For each parameter of each
// operation there must be a successful case that sends it, and whose stored response differs from the response to the same request without it.
// A part of the path, which no request can be without, gets another value instead.
func TestEveryParameterChangesAGolden(t *testing.T) {
	goldens, w := loadFixtures(t), newScenarios(t)
	for _, operation := range loadDocument(t).Operations() {
		for _, parameter := range operation.Parameters() {
			name := operation.ID + " " + parameter.In + " " + parameter.Name
			_, excused := noGolden[name]
			shown := w.changesAResponse(t, operation, parameter, goldens[operation.ID]) || changesATranscript(t, operation, parameter)
			switch {
			case !shown && !excused:
				t.Errorf("%s: no golden case depends on it", name)
			case shown && excused:
				t.Errorf("%s: a golden case depends on it, so it needs no exception", name)
			}
		}
	}
}

// changesAResponse reports whether the stored response of one of the cases depends on the parameter.
func (w *scenarios) changesAResponse(t *testing.T, operation testkit.Operation, parameter testkit.Parameter, cases []*testkit.Fixture) bool {
	t.Helper()
	for _, fixture := range cases {
		if fixture.Response.Status >= http.StatusBadRequest {
			continue
		}
		other, sent := without(operation, parameter, fixture)
		if !sent {
			continue
		}
		got := w.ask(t, other)
		// Links repeat what was requested, whether or not the server understood it.
		got.Header.Set("Link", fixture.Response.Header["Link"])
		difference, err := other.Diff(root, got)
		if err != nil {
			t.Fatal(err)
		}
		if difference != "" {
			return true
		}
	}
	return false
}

// without returns the fixture with a request without the parameter, and whether the fixture sends it.
func without(operation testkit.Operation, parameter testkit.Parameter, fixture *testkit.Fixture) (*testkit.Fixture, bool) {
	copied, other := *fixture.Fixture, *fixture
	other.Fixture = &copied
	if parameter.In != "header" {
		var sent bool
		other.Request.Target, sent = targetWithout(operation.Path, parameter, fixture.Request.Target)
		return &other, sent
	}
	other.Request.Header = maps.Clone(fixture.Request.Header)
	maps.DeleteFunc(other.Request.Header, func(name, _ string) bool { return strings.EqualFold(name, parameter.Name) })
	return &other, len(other.Request.Header) < len(fixture.Request.Header)
}

// targetWithout returns the target without the query parameter, or with another value for the variable of the path, and whether it was there.
func targetWithout(path string, parameter testkit.Parameter, target string) (string, bool) {
	address, query, _ := strings.Cut(target, "?")
	if parameter.In == "path" {
		segments := strings.Split(address, "/")
		segments[slices.Index(strings.Split(path, "/"), "{"+parameter.Name+"}")] = "another"
		return strings.TrimSuffix(strings.Join(segments, "/")+"?"+query, "?"), true
	}
	var rest []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name != parameter.Name {
			rest = append(rest, pair)
		}
	}
	without := strings.TrimSuffix(address+"?"+strings.Join(rest, "&"), "?")
	return without, without != target
}

// changesATranscript reports whether the messages of a stored transcript of the stream depend on the parameter.
func changesATranscript(t *testing.T, operation testkit.Operation, parameter testkit.Parameter) bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(transcripts, operation.ID, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		steps := readSteps(t, path)
		target, sent := targetWithout(operation.Path, parameter, steps[0].Dial)
		if sent && diverges(t, target, steps[1:]) {
			return true
		}
	}
	return false
}

// diverges reports whether a stream at another target does not send the messages of a transcript.
func diverges(t *testing.T, target string, steps []step) bool {
	t.Helper()
	stage := newStage(t)
	socket, _, err := testkit.Dial(t.Context(), stage.base, target, nil) //nolint:bodyclose // the library has read and closed it
	if err != nil {
		return true
	}
	defer socket.Leave()
	for _, s := range steps {
		if s.Receive == nil {
			stage.perform(t, socket, s)
			continue
		}
		message, err := socket.Read(t.Context())
		if err != nil {
			return true
		}
		var want, got any
		if json.Unmarshal(s.Receive, &want) != nil || json.Unmarshal(message, &got) != nil || !reflect.DeepEqual(want, got) {
			return true
		}
	}
	return false
}

func TestAParameterIsTakenOutOfATarget(t *testing.T) {
	const path = "/api/sessions/{session_id}/turns"
	for name, test := range map[string]struct {
		parameter    testkit.Parameter
		target, want string
		wasIt        bool
	}{
		"the only one": {testkit.Parameter{Name: "limit", In: "query"}, "/api/events?limit=3", "/api/events", true},
		"one of two":   {testkit.Parameter{Name: "limit", In: "query"}, "/api/events?limit=3&q=a", "/api/events?q=a", true},
		"absent":       {testkit.Parameter{Name: "limit", In: "query"}, "/api/events?q=limit", "/api/events?q=limit", false},
		"in the path":  {testkit.Parameter{Name: "session_id", In: "path"}, "/api/sessions/a/turns?q=b", "/api/sessions/another/turns?q=b", true},
		"of that name": {testkit.Parameter{Name: "q", In: "query"}, "/api/events?" + url.QueryEscape("q") + "=", "/api/events", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got, was := targetWithout(path, test.parameter, test.target); got != test.want || was != test.wasIt {
				t.Errorf("%s %v, want %s %v", got, was, test.want, test.wasIt)
			}
		})
	}
}
