package state_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
	"github.com/htmlgraph/htmlgraph/internal/ingest/merge"
	"github.com/htmlgraph/htmlgraph/internal/ingest/otlp"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/claude"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/repository/ingeststore"
	"github.com/htmlgraph/htmlgraph/internal/repository/states"
	"github.com/htmlgraph/htmlgraph/internal/service/ingestion"
	"github.com/htmlgraph/htmlgraph/internal/service/state"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// start is the time 0 of the files in testdata.
var start = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

// program is an agent whose reports a file in testdata has.
type program struct {
	agent   agent.Agent
	format  transcript.Format
	service string
}

func programs() map[string]program {
	return map[string]program{
		"claude": {agent.Get(agent.ClaudeCode), claude.Format(), "claude-code"},
		"codex":  {agent.Get(agent.Codex), codex.Format(), "codex_exec"},
		"gemini": {agent.Get(agent.GeminiCLI), gemini.Lines(), "gemini-cli"},
	}
}

// step is a line of a file: what a source reports at a time, or the state that the session has then.
type step struct {
	at   time.Time
	kind string
	text string
	line int
}

// conversation is a part of a file: a session with its states.
type conversation struct {
	name  string
	steps []step
}

// TestStatesFollowFromWhatIsReported reports sessions as agents write them, and compares the state after each report. A file has a line for
// each report: the seconds since the beginning, the source, and what it writes, in which "@" is the time. A line with "is" states the state.
func TestStatesFollowFromWhatIsReported(t *testing.T) {
	for name, of := range programs() {
		for _, c := range readConversations(t, name) {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				s := newReported(t, of)
				for _, step := range c.steps {
					if step.kind != "is" {
						s.report(step)
						continue
					}
					if got := s.state(step.at); got != step.text {
						t.Errorf("line %d: after %v the session is\n  %s, want\n  %s", step.line, step.at.Sub(start), got, step.text)
					}
				}
			})
		}
	}
}

// TestStatesDoNotDependOnTheOrderOfReports reports the same sessions in other orders.
func TestStatesDoNotDependOnTheOrderOfReports(t *testing.T) {
	for name, of := range programs() {
		for _, c := range readConversations(t, name) {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				var reports []step
				var last step
				for _, step := range c.steps {
					if step.kind == "is" {
						last = step
					} else {
						reports = append(reports, step)
					}
				}
				for seed := range uint64(3) {
					s := newReported(t, of)
					for _, step := range shuffled(reports, seed) {
						s.report(step)
					}
					if got := s.state(last.at); got != last.text {
						t.Errorf("order %d: in the end the session is\n  %s, want\n  %s", seed, got, last.text)
					}
				}
			})
		}
	}
}

// shuffled returns reports in another order, in which the lines of the transcript keep theirs.
func shuffled(reports []step, seed uint64) []step {
	random := rand.New(rand.NewPCG(seed, 1))
	list := make([]step, 0, len(reports))
	var lines []step
	for _, step := range reports {
		if step.kind == "line" {
			lines = append(lines, step)
		}
	}
	for _, at := range random.Perm(len(reports)) {
		step := reports[at]
		if step.kind == "line" {
			step, lines = lines[0], lines[1:]
		}
		list = append(list, step)
	}
	return list
}

func readConversations(t *testing.T, name string) []conversation {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var list []conversation
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "//"):
		case strings.HasPrefix(line, "## "):
			list = append(list, conversation{name: line[3:]})
		default:
			fields := strings.SplitN(strings.TrimSpace(line), " ", 3)
			seconds, err := strconv.ParseFloat(fields[0], 64)
			if err != nil || len(fields) != 3 {
				t.Fatalf("%s.txt:%d: %q is no step", name, i+1, line)
			}
			c := &list[len(list)-1]
			c.steps = append(c.steps, step{at(seconds), fields[1], strings.TrimSpace(fields[2]), i + 1})
		}
	}
	return list
}

func at(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }

// reported is a database to which the sources of an agent report the session "s".
type reported struct {
	t       *testing.T
	of      program
	db      *database.DB
	service *ingestion.Service
	states  *state.Service
	reader  transcript.Reader
	now     time.Time
}

func newReported(t *testing.T, of program) *reported {
	s := &reported{t: t, of: of, db: testkit.OpenDatabase(t, ""), now: start.Add(24 * time.Hour)}
	clock := func() time.Time { return s.now }
	store := ingeststore.New(s.db)
	writer := ingest.NewWriter(merge.NewEngine(store, ingest.Unpriced{}, clock), ingest.WriterOptions{Now: clock})
	testkit.Background(t).Go("writer", writer.Run)
	s.service = ingestion.New(writer, store, clock)
	s.states = state.New(states.New(s.db), s.db.Generation, clock)
	var err error
	if s.reader, err = of.format.New(transcript.Source{Path: "/p/s.jsonl", Name: "s", Changed: model.NewInstant(start)}, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// report stores what a source reports.
func (s *reported) report(step step) {
	s.t.Helper()
	text := strings.ReplaceAll(step.text, `"@"`, strconv.Quote(step.at.Format("2006-01-02T15:04:05.000Z")))
	switch step.kind {
	case "hook":
		s.hook(text, step.at)
	case "line":
		batch := transcript.NewBatch()
		s.reader.Read([]byte(text), batch)
		s.submit(batch.Observations)
	case "otlp":
		s.telemetry(text, step.at)
	default:
		s.t.Fatalf("line %d: nobody reports by %s", step.line, step.kind)
	}
}

// hook stores a payload. Its members that all payloads have are added.
func (s *reported) hook(text string, at time.Time) {
	s.t.Helper()
	payload := map[string]any{}
	if err := json.Unmarshal([]byte(text), &payload); err != nil {
		s.t.Fatal(err)
	}
	payload["session_id"], payload["cwd"], payload["transcript_path"] = "s", "/srv/shop", "/p/s.jsonl"
	if s.of.agent.Hooks.Time != "" {
		payload[s.of.agent.Hooks.Time] = at.Format("2006-01-02T15:04:05.000Z")
	}
	whole, err := json.Marshal(payload)
	if err != nil {
		s.t.Fatal(err)
	}
	observations, err := hook.Observe(s.of.agent, whole, at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.submit(observations)
}

// telemetry stores a log record: its name, and its attributes as a JSON object.
func (s *reported) telemetry(text string, at time.Time) {
	s.t.Helper()
	name, attributes, _ := strings.Cut(text, " ")
	members := map[string]string{}
	if err := json.Unmarshal([]byte(attributes), &members); err != nil {
		s.t.Fatal(err)
	}
	members["session.id"], members["event.name"] = "s", name
	var list []string
	for key, value := range members {
		list = append(list, fmt.Sprintf(`{"key":%q,"value":{"stringValue":%q}}`, key, value))
	}
	body := fmt.Sprintf(`{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":%q}}]},"scopeLogs":[{"logRecords":[
		{"timeUnixNano":"%d","body":{"stringValue":%q},"attributes":[%s]}]}]}]}`, s.of.service, at.UnixNano(), s.of.agent.Telemetry.Prefix+name, strings.Join(list, ","))
	result, err := otlp.Logs([]byte(body), otlp.JSON, at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.submit(result.Observations)
}

func (s *reported) submit(observations []ingest.Observation) {
	s.t.Helper()
	if _, err := s.service.Submit(s.t.Context(), observations); err != nil {
		s.t.Fatal(err)
	}
}

// state returns the state of the session at a time, in words.
func (s *reported) state(at time.Time) string {
	s.t.Helper()
	s.now = at
	defer func() { s.now = start.Add(24 * time.Hour) }()
	found, err := s.states.States(s.t.Context(), []string{"s"})
	if err != nil {
		s.t.Fatal(err)
	}
	return words(found["s"])
}

// words writes a state: its name and reason, since when, what shows it, and what it is about.
func words(s model.SessionState) string {
	text := string(s.Name)
	if s.Why != "" {
		text += " (" + string(s.Why) + ")"
	}
	if since, ok := s.Since.Time(); ok {
		text += fmt.Sprintf(" since %g", since.Sub(start).Seconds())
	}
	if until, ok := s.Until.Time(); ok {
		text += fmt.Sprintf(" until %g", until.Sub(start).Seconds())
	}
	text += ", " + map[bool]string{false: "reported", true: "inferred"}[s.Inferred] + " by " + string(s.By)
	if s.Detail != "" || s.Subagent != "" {
		text += ": "
	}
	if s.Subagent != "" {
		text += "[" + s.Subagent + "] "
	}
	return strings.TrimSpace(text + s.Detail)
}
