package contract

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

const transcripts = root + "/fixtures/ws"

// step is a line of a stream transcript. Exactly one field is set.
type step struct {
	// Dial opens the WebSocket at a target. It is the first step.
	Dial string `json:"dial,omitempty"`
	// Store is an SQL statement that another process executes.
	Store string `json:"store,omitempty"`
	// Post is a broadcast: the path of an operation and its body, separated by a space.
	Post string `json:"post,omitempty"`
	// Send is a message of the client.
	Send string `json:"send,omitempty"`
	// Receive is the next message of the server.
	Receive json.RawMessage `json:"receive,omitempty"`
}

func hasTranscript(t *testing.T, operationID string) bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(transcripts, operationID, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return len(paths) > 0
}

// TestTranscripts performs the steps of a client and of another process, compares each message of the server with the stored one, and
// validates it against the document.
func TestTranscripts(t *testing.T) {
	document := loadDocument(t)
	paths, err := filepath.Glob(filepath.Join(transcripts, "*", "*.jsonl"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts (%v)", err)
	}
	for _, path := range paths {
		operation := filepath.Base(filepath.Dir(path))
		t.Run(operation+"/"+strings.TrimSuffix(filepath.Base(path), ".jsonl"), func(t *testing.T) {
			play(t, path, func(message []byte) error { return document.ValidateMessage(operation, message) })
		})
	}
}

// stage is a server with another process that writes to its database.
type stage struct {
	base  string
	other *sql.DB
}

func newStage(t *testing.T) *stage {
	t.Helper()
	w := newScenarios(t)
	base := w.base(t, ordinary)
	other, err := sql.Open("sqlite3", "file:"+w.apps[ordinary].DB.Path()+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	return &stage{base, other}
}

// perform performs a step other than the opening of a socket and the receipt of a message.
func (g *stage) perform(t *testing.T, socket *testkit.Socket, s step) {
	t.Helper()
	switch {
	case s.Store != "":
		if _, err := g.other.Exec(s.Store); err != nil {
			t.Fatal(err)
		}
	case s.Post != "":
		post(t, g.base, s.Post)
	default:
		socket.Send(t, s.Send)
	}
}

func play(t *testing.T, path string, check func([]byte) error) {
	t.Helper()
	stage := newStage(t)
	steps := readSteps(t, path)
	var socket *testkit.Socket
	for i := range steps {
		switch s := &steps[i]; {
		case s.Dial != "":
			socket = testkit.MustDial(t, stage.base, s.Dial, check)
		case s.Receive != nil:
			receive(t, socket, s, check)
		default:
			stage.perform(t, socket, *s)
		}
	}
	if *update {
		writeSteps(t, path, steps)
	}
}

func post(t *testing.T, base, text string) {
	t.Helper()
	path, body, _ := strings.Cut(text, " ")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "X-Agent-Id": {"codex"}, "X-Session-Id": {"sess-c"}}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", text, response.StatusCode)
	}
}

func receive(t *testing.T, socket *testkit.Socket, s *step, check func([]byte) error) {
	t.Helper()
	message, err := socket.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		s.Receive = message
		return
	}
	if err := check(s.Receive); err != nil {
		t.Errorf("the stored message violates the document: %v", err)
	}
	var want, got any
	if err := json.Unmarshal(s.Receive, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(message, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the message (-stored +live):\n%sIf the change is intended, run `make golden`.", diff)
	}
}

func readSteps(t *testing.T, path string) []step {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var s step
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&s); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		steps = append(steps, s)
	}
	return steps
}

func writeSteps(t *testing.T, path string, steps []step) {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, s := range steps {
		if err := encoder.Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
