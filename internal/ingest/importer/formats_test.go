package importer_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// The files of programs that are not read, as these write them: Copilot CLI's events, an SDK stream that the Claude desktop program keeps,
// Factory Droid's messages and a document of another chat program.
var foreign = map[string]struct{ name, content, reason string }{
	"Copilot CLI": {"events.jsonl",
		`{"type":"session.start","data":{"sessionId":"c1","version":1,"producer":"copilot-agent"},"id":"e1","timestamp":"2026-02-01T10:00:00.000Z","parentId":null}` + "\n" +
			`{"type":"user.message","data":{"content":"Go"},"id":"e2","timestamp":"2026-02-01T10:00:01.000Z","parentId":"e1"}` + "\n",
		`its first record (type "session.start", fields data, id, parentId, timestamp, type) is not from Claude Code, Codex, Gemini CLI`},
	"an SDK stream": {"audit.jsonl",
		`{"type":"system","subtype":"init","session_id":"a1","uuid":"q0","cwd":"/w"}` + "\n" +
			`{"type":"user","message":{"role":"user","content":"Go"},"session_id":"a1","uuid":"q1","parent_tool_use_id":null}` + "\n",
		`its first record (type "system", fields cwd, session_id, subtype, type, uuid) is not from`},
	"an SDK stream with times": {"audit.jsonl",
		`{"type":"user","message":{"role":"user","content":"Go"},"session_id":"a1","uuid":"q1","timestamp":"2026-02-01T10:00:00.000Z","_audit_timestamp":"2026-02-01T10:00:00.000Z"}` + "\n",
		`its first record (type "user", fields _audit_timestamp, message, session_id, timestamp, type, uuid) is not from`},
	"an envelope like Claude Code's": {"chat.jsonl",
		`{"uuid":"u1","parentUuid":null,"sessionId":"q1","timestamp":"2026-02-01T10:00:00.000Z","type":"user","cwd":"/w","version":"1","message":{"role":"user","body":"Go"}}` + "\n",
		`its first record (type "user", fields cwd, message, parentUuid, sessionId, timestamp, type, uuid, version) is not from`},
	"a document": {"session-x.json", `{"sessionId":"d1","requests":[{"messages":[]}]}`, `its first record (type "", fields requests, sessionId) is not from`},
	"a text":     {"notes.jsonl", "These are notes.\n", "it contains no JSON records"},
	"nothing":    {"empty.jsonl", "", "it is empty"},
}

func TestAFileThatNoFormatRecognisesIsReportedWithTheReason(t *testing.T) {
	for name, test := range foreign {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t)
			path := w.write(test.name, test.content)
			s := w.run()
			if s.Unknown != 1 || s.Read != 0 || len(w.last)+len(w.states) != 0 {
				t.Errorf("the run is %+v and stored %d events", s, len(w.last))
			}
			if len(s.Problems) != 1 || s.Problems[0].Path != path || !strings.HasPrefix(s.Problems[0].Reason, test.reason) {
				t.Errorf("the problems are %+v, not %q", s.Problems, test.reason)
			}
		})
	}
}

func TestWatchLogsAFileThatIsNotRecognisedOnceUntilItChanges(t *testing.T) {
	w := newScenario(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	path := w.write("notes.jsonl", "These are notes.\n")
	log := make(logLines, 100)
	i, err := importer.New(ctx, importer.Options{
		Submit: w, States: w, Locations: []importer.Location{{Path: w.folder}}, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- i.Watch(ctx) }()
	log.wait(t, "it contains no JSON records")
	w.append(path, "And more.\n")
	log.wait(t, "it contains no JSON records")
	w.write("1-empty.jsonl", "")
	w.write("2-half.jsonl", ask[:len(ask)/2])
	w.write("3-notes.jsonl", "These are notes, too.\n")
	log.wait(t, "3-notes.jsonl") // the first notes, and what was only just begun, have been passed over by then
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	close(log)
	for line := range log {
		t.Errorf("the log says again %s", line)
	}
}

func TestAFileThatIsNotRecognisedIsReadOnceItHasARecord(t *testing.T) {
	w := newScenario(t)
	path := w.write("s1.jsonl", "These are notes.\n")
	i := w.importer()
	for range 2 {
		if s, err := i.Run(t.Context()); err != nil || s.Unknown != 1 || s.Read != 0 || len(s.Problems) != 1 {
			t.Errorf("without a record the run is %+v, %v", s, err)
		}
	}
	w.append(path, ask+"\n")
	if s, err := i.Run(t.Context()); err != nil || s.Read != 1 || s.Unknown != 0 {
		t.Errorf("with a record the run is %+v, %v", s, err)
	}
}

// An earlier version took files of Qwen Code for those of Claude Code.
func TestAFileThatWasReadAsThatOfAnotherAgentIsReadFromItsBeginning(t *testing.T) {
	chat := func(uuid, text string) string {
		return `{"uuid":"` + uuid + `","sessionId":"q1","timestamp":"2026-02-01T10:00:00.000Z","type":"user","message":{"role":"user","parts":[{"text":"` + text + `"}]}}` + "\n"
	}
	w := newScenario(t)
	path := w.write("chats/q1.jsonl", chat("u1", "Go"))
	w.run()
	before := w.states[path]
	before.Format, before.Carry = "claude-code", nil
	w.states[path] = before
	w.last = map[string]ingest.Event{}
	w.append(path, chat("u2", "On"))
	if w.run(); w.states[path].Format != "qwen-code" || w.prompts()["Go"] == 0 || w.prompts()["On"] == 0 {
		t.Errorf("it is read as %s, with the prompts %v", w.states[path].Format, w.prompts())
	}
}

// logLines receives the lines of a log.
type logLines chan string

// Write sends a line.
func (l logLines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// wait fails the test unless the next line contains a text.
func (l logLines) wait(t *testing.T, text string) {
	t.Helper()
	select {
	case line := <-l:
		if !strings.Contains(line, text) {
			t.Errorf("the log says %s, not %q", line, text)
		}
	case <-time.After(time.Minute):
		t.Fatalf("nothing was logged of %q", text)
	}
}

// The first line is read to its end before the file is recognised.
func TestAFileIsRecognisedByAFirstLineOfAnyLength(t *testing.T) {
	w := newScenario(t)
	w.write("s1.jsonl", strings.Replace(ask, `"Go"`, `"Go `+strings.Repeat("on ", 1<<20)+`"`, 1)+"\n"+call+"\n")
	if s := w.run(); s.Read != 1 || s.Skipped.Lines != 2 || s.Unknown != 0 {
		t.Errorf("the run is %+v", s)
	}
}

// Each beginning is recognised by one format, whatever the order of the list.
func TestNoTwoFormatsRecogniseTheSameFile(t *testing.T) {
	for name, content := range map[string]string{
		"claude-code":     ask,
		"qwen-code":       `{"uuid":"u1","parentUuid":null,"sessionId":"q1","timestamp":"2026-02-01T10:00:00.000Z","type":"user","provenance":"real_user","cwd":"/w","version":"0.26.0","message":{"role":"user","parts":[{"text":"Go"}]}}`,
		"codex":           `{"timestamp":"2026-02-01T10:00:00Z","type":"session_meta","payload":{"id":"x"}}`,
		"gemini":          `{"sessionId":"g1","projectHash":"h","startTime":"2026-02-01T10:00:00.000Z","lastUpdated":"2026-02-01T10:00:00.000Z"}`,
		"gemini-document": "{\n" + `"sessionId":"g1","projectHash":"h","startTime":"2026-02-01T10:00:00.000Z","messages":[{"id":"u1","type":"user",` + "\n",
	} {
		for _, format := range importer.Formats() {
			if got, want := format.Recognise(transcript.Beginning{Path: "f", Text: []byte(content)}), format.Name == name; got != want {
				t.Errorf("%s recognises the file of %s: %v", format.Name, name, got)
			}
		}
	}
}
