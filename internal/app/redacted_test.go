package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
	"github.com/htmlgraph/htmlgraph/internal/testkit/secrets"
)

// waysIn are the sources of texts. Each one reports texts as prompts, and as inputs and outputs of tools.
var waysIn = map[string]func(t *testing.T, r *running, db string, texts []string){
	"API": func(t *testing.T, r *running, _ string, texts []string) {
		for n, text := range texts {
			body := object("event_id", fmt.Sprint("e", n), "agent_id", "codex", "event_type", "tool_call", "session_id", "s", "tool_name", "Bash", "input_summary", text,
				"output_summary", text, "context", map[string]any{"note": text, "nested": []any{parsed(text)}})
			if answer := send(t, http.MethodPost, r.base+"/api/events", body); !strings.Contains(answer, "created") {
				t.Fatal(answer)
			}
		}
	},
	"hooks": func(t *testing.T, r *running, db string, texts []string) {
		for n, text := range texts {
			for i, payload := range hookPayloads(n, text) {
				if err := (hookclient.Hook{DB: db, State: r.state()}).Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(payload), time.Now().Add(time.Duration(3*n+i)*time.Millisecond)); err != nil {
					t.Fatal(err)
				}
			}
		}
	},
	"spool": func(t *testing.T, r *running, db string, texts []string) {
		r.end(t)
		for n, text := range texts {
			for i, payload := range hookPayloads(n, text) {
				if err := hookclient.NewSpool(db).Put(agent.Get(agent.ClaudeCode), []byte(payload), time.Now().Add(time.Duration(3*n+i)*time.Millisecond)); err != nil {
					t.Fatal(err)
				}
			}
		}
		*r = *startIn(t, r.folder, nil)
		for strings.Contains(r.files(t), ".json") {
			if t.Context().Err() != nil {
				t.Fatal("the spool is not taken")
			}
			time.Sleep(10 * time.Millisecond)
		}
	},
	"transcripts": func(t *testing.T, r *running, db string, texts []string) {
		var lines strings.Builder
		for n, text := range texts {
			at := time.Date(2026, 3, 18, 12, 0, n, 0, time.UTC).Format(time.RFC3339)
			line := func(kind, id string, content any) {
				lines.WriteString(object("type", kind, "uuid", fmt.Sprint(id, n), "sessionId", "s", "cwd", "/w", "timestamp", at,
					"message", map[string]any{"role": kind, "id": fmt.Sprint(id, n), "content": content}) + "\n")
			}
			call := fmt.Sprint("t", n)
			line("user", "u", text)
			line("assistant", "a", []any{map[string]any{"type": "tool_use", "id": call, "name": "Bash", "input": map[string]any{"command": text, "value": parsed(text)}}})
			line("user", "r", []any{map[string]any{"type": "tool_result", "tool_use_id": call, "content": text}})
			line("assistant", "m", []any{map[string]any{"type": "text", "text": text}})
		}
		path := filepath.Join(r.folder, "s.jsonl")
		if err := os.WriteFile(path, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		err := app.RunImport(t.Context(), app.Import{
			DB: db, Paths: []string{path}, Getenv: func(string) string { return "" }, Done: func(importer.Summary) error { return nil },
		}, app.Environment{Folder: r.folder, Home: r.folder, TempDir: r.folder, Stdout: io.Discard, Stderr: io.Discard})
		if err != nil {
			t.Fatal(err)
		}
	},
	"telemetry": func(t *testing.T, r *running, _ string, texts []string) {
		var records []any
		for n, text := range texts {
			record := func(name string, members ...string) {
				attributes := []any{attribute("event.name", name), attribute("session.id", "s")}
				for i := 0; i < len(members); i += 2 {
					attributes = append(attributes, attribute(members[i], members[i+1]))
				}
				records = append(records, map[string]any{"timeUnixNano": fmt.Sprint(1773847800000000000 + n*1000000), "attributes": attributes})
			}
			record("user_prompt", "prompt.id", fmt.Sprint("p", n), "prompt", text)
			record("tool_result", "tool_use_id", fmt.Sprint("t", n), "tool_name", "Bash", "success", "false", "error", text, "tool_input", object("command", text), "output", text)
		}
		body := object("resourceLogs", []any{map[string]any{
			"resource": map[string]any{"attributes": []any{attribute("service.name", "claude-code")}}, "scopeLogs": []any{map[string]any{"logRecords": records}},
		}})
		if answer := send(t, http.MethodPost, r.base+"/v1/logs", body); answer != "200 {}\n" {
			t.Fatal(answer)
		}
	},
}

// hookPayloads returns the payloads of a prompt and a call with a text.
func hookPayloads(n int, text string) []string {
	call := []any{"session_id", "s", "cwd", "/w", "tool_name", "Bash", "tool_use_id", fmt.Sprint("t", n), "tool_input", map[string]any{"command": text, "value": parsed(text)}}
	return []string{
		object("session_id", "s", "cwd", "/w", "hook_event_name", "UserPromptSubmit", "prompt_id", fmt.Sprint("p", n), "prompt", text),
		object(append(call, "hook_event_name", "PreToolUse")...),
		object(append(call, "hook_event_name", "PostToolUse", "tool_response", map[string]any{"stdout": text, "value": parsed(text)})...),
	}
}

// object returns a JSON object of names and values.
func object(members ...any) string {
	list := map[string]any{}
	for i := 0; i < len(members); i += 2 {
		list[members[i].(string)] = members[i+1]
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(list); err != nil {
		panic(err)
	}
	return strings.TrimSpace(out.String())
}

func attribute(key, value string) any {
	return map[string]any{"key": key, "value": map[string]any{"stringValue": value}}
}

// parsed returns the JSON value of a text that is one, else nil.
func parsed(text string) any {
	if !strings.HasPrefix(text, "{") || !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}

// TestNoSecretIsStoredWhateverTheWayIn searches the bytes of the database for each secret.
func TestNoSecretIsStoredWhateverTheWayIn(t *testing.T) {
	leaks := secrets.Leaks(uint64(time.Now().UnixNano()))
	var texts []string
	for _, leak := range leaks {
		texts = append(texts, leak.Text)
	}
	for name, bring := range waysIn {
		t.Run(name, func(t *testing.T) {
			stored := storedBy(t, bring, texts)
			for _, leak := range leaks {
				secret, _ := json.Marshal(leak.Secret)
				if bytes.Contains(stored, []byte(leak.Secret)) || bytes.Contains(stored, bytes.Trim(secret, `"`)) {
					t.Errorf("%s: the secret of %q is stored", leak.Name, leak.Text)
				}
			}
			if !bytes.Contains(stored, []byte("[redacted]")) {
				t.Error("nothing is redacted")
			}
		})
	}
}

// TestHarmlessTextsAreStoredAsTheyAre searches the bytes of the database for each text.
func TestHarmlessTextsAreStoredAsTheyAre(t *testing.T) {
	var texts []string
	for _, text := range secrets.Harmless() {
		if !strings.ContainsAny(text, "\n[") { // summaries leave out line breaks; a mark is no finding
			texts = append(texts, text)
		}
	}
	for name, bring := range waysIn {
		t.Run(name, func(t *testing.T) {
			stored := storedBy(t, bring, texts)
			for _, text := range texts {
				if escaped, _ := json.Marshal(text); !bytes.Contains(stored, []byte(text)) && !bytes.Contains(stored, escaped) {
					t.Errorf("%q is not stored", text)
				}
			}
			if at := bytes.Index(stored, []byte("[redacted]")); at >= 0 {
				t.Errorf("redacted: %q", stored[max(at-100, 0):at+20])
			}
		})
	}
}

// storedBy returns the bytes of a database after one source reported texts.
func storedBy(t *testing.T, bring func(*testing.T, *running, string, []string), texts []string) []byte {
	t.Helper()
	r := start(t, nil)
	db := filepath.Join(r.folder, ".htmlgraph", "htmlgraph.db")
	bring(t, r, db, texts)
	r.end(t)
	stored, err := os.ReadFile(db)
	if err != nil || len(stored) < 10_000 {
		t.Fatal(len(stored), err)
	}
	return stored
}
