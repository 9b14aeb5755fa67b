package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// reportedAgent is an agent with a session in testdata.
type reportedAgent struct {
	folder  string
	agent   agent.Agent
	service string
	session string
}

func reportedClaude() reportedAgent {
	return reportedAgent{"session", agent.Get(agent.ClaudeCode), "claude-code", "s1"}
}

// reportedSession is a session as its hooks, its transcripts and its telemetry report it. In the files "@12.5" stands for the time 12.5
// seconds after the start of the session in the format of transcripts, "#12.5" for the same in the format of telemetry.
type reportedSession struct {
	reportedAgent
	t      *testing.T
	server *running
	db     string
	began  time.Time
	// late is the delay of hooks behind the agent itself.
	late time.Duration
	// outbox is the state folder of a machine whose hooks leave their payloads for a server elsewhere, "" for none.
	outbox string
	// without matches what is removed from the files, nil for nothing.
	without *regexp.Regexp
}

// newReportedSession starts a server for a session with a start time.
func newReportedSession(t *testing.T, of reportedAgent, began time.Time) *reportedSession {
	r := start(t, nil)
	return &reportedSession{reportedAgent: of, t: t, server: r, db: filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db"), began: began}
}

// aWhileAgo returns a start time in the recent past.
func aWhileAgo() time.Time { return time.Now().UTC().Add(-10 * time.Minute).Truncate(time.Minute) }

var marked = regexp.MustCompile(`"([@#])([0-9.]+)"`)

// at returns the time that many seconds after the start of the session.
func (s *reportedSession) at(seconds string) time.Time {
	after, err := strconv.ParseFloat(seconds, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.began.Add(time.Duration(after*1000) * time.Millisecond)
}

// read returns a file in which the marks are replaced by times.
func (s *reportedSession) read(name string) string {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", s.folder, name))
	if err != nil {
		s.t.Fatal(err)
	}
	if s.without != nil {
		content = s.without.ReplaceAll(content, nil)
	}
	return marked.ReplaceAllStringFunc(string(content), func(mark string) string {
		parts := marked.FindStringSubmatch(mark)
		if parts[1] == "#" {
			return fmt.Sprintf(`"%d"`, s.at(parts[2]).UnixNano())
		}
		return s.at(parts[2]).Format(`"2006-01-02T15:04:05.000Z"`)
	})
}

// hooks sends all payloads one by one. After each it calls then with the number of sent payloads.
func (s *reportedSession) hooks(then func(sent int)) {
	s.t.Helper()
	lines := bufio.NewScanner(strings.NewReader(s.read("hooks.jsonl")))
	for sent := 1; lines.Scan(); sent++ {
		var line struct {
			At      json.Number
			Payload map[string]any
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			s.t.Fatal(err)
		}
		line.Payload["session_id"], line.Payload["cwd"], line.Payload["transcript_path"] = s.session, "/app", "/transcript.jsonl"
		payload, _ := json.Marshal(line.Payload)
		h := hookclient.Hook{DB: s.db, State: s.server.state()}
		if s.outbox != "" {
			h = hookclient.Hook{State: s.outbox, IsSent: true}
		}
		if err := h.Deliver(s.t.Context(), s.agent, payload, s.at(line.At.String()).Add(s.late)); err != nil {
			s.t.Fatal(err)
		}
		if then != nil {
			then(sent)
		}
	}
}

// transcripts imports the transcripts of the agent.
func (s *reportedSession) transcripts() {
	s.t.Helper()
	folder := filepath.Join(s.server.folder, "transcripts")
	from := os.DirFS(filepath.Join("testdata", s.folder))
	err := fs.WalkDir(from, "transcripts", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path := filepath.Join(s.server.folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, []byte(s.read(name)), 0o600) // written again each time, so that the whole file is read again
	})
	if err != nil {
		s.t.Fatal(err)
	}
	err = app.RunImport(s.t.Context(), app.Import{
		DB: s.db, Paths: []string{folder}, Getenv: func(string) string { return "" }, Done: func(importer.Summary) error { return nil },
	}, app.Environment{Folder: s.server.folder, Home: s.server.folder, TempDir: s.server.folder, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		s.t.Fatal(err)
	}
}

// telemetry exports the log records.
func (s *reportedSession) telemetry() {
	s.t.Helper()
	records := strings.ReplaceAll(strings.TrimSpace(s.read("logs.jsonl")), "\n", ",")
	body := `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"` + s.service + `"}}]},
		"scopeLogs":[{"logRecords":[` + records + `]}]}]}`
	if answer := send(s.t, http.MethodPost, s.server.base+"/v1/logs", body); answer != "200 {}\n" {
		s.t.Fatal(answer)
	}
}

// turns describes the grouped feed: each turn with the events below it.
func (s *reportedSession) turns() string {
	s.t.Helper()
	var feed struct {
		Turns []struct {
			Query    struct{ Prompt string } `json:"userQuery"`
			Children []feedEvent
		} `json:"conversation_turns"`
	}
	if err := json.Unmarshal([]byte(s.server.get(s.t, "/api/events-grouped-by-prompt")), &feed); err != nil {
		s.t.Fatal(err)
	}
	var text strings.Builder
	for _, turn := range feed.Turns {
		fmt.Fprintln(&text, turn.Query.Prompt)
		for _, child := range turn.Children {
			child.write(&text, "  ")
		}
	}
	return text.String()
}

type feedEvent struct {
	Tool     string `json:"tool_name"`
	Agent    string
	Children []feedEvent
}

func (e feedEvent) write(to *strings.Builder, indent string) {
	fmt.Fprintf(to, "%s%s (%s)\n", indent, e.Tool, e.Agent)
	for _, child := range e.Children {
		child.write(to, indent+"  ")
	}
}

// query describes the rows of a query.
func (s *reportedSession) query(query string) string {
	s.t.Helper()
	db := openOther(s.t, s.db)
	defer db.Close()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var text strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			s.t.Fatal(err)
		}
		for _, value := range values {
			fmt.Fprintf(&text, "%v | ", *value.(*any))
		}
		text.WriteByte('\n')
	}
	return strings.ReplaceAll(text.String(), s.began.Format("2006-01-02"), "today")
}
