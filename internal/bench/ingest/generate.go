package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// mix describes the lines of generated transcripts. In real ones, tool results are the largest part.
type mix struct {
	name string
	// result is the mean length of a tool result in bytes, message the length of an agent's message.
	result, message int
}

// mixes are the measured mixes. "as in samples" has 1.8 KB per line, like published sessions.
var mixes = []mix{{"short lines", 100, 100}, {"as in samples", 900, 300}, {"long results", 12_000, 600}}

// generate writes a folder of Claude Code sessions with about a number of bytes. It returns the written bytes and lines. The same mix
// always gives the same files.
func (m mix) generate(folder string, bytes int) (written int64, lines int, err error) {
	const sessionBytes = 4 << 20
	random := rand.New(rand.NewPCG(7, uint64(m.result)))
	for n := 0; written < int64(bytes); n++ {
		size, count, err := m.session(random, filepath.Join(folder, "projects", fmt.Sprint("-work-app", n%7)), fmt.Sprintf("%08x-0000-4000-8000-%012d", random.Uint32(), n), sessionBytes, n)
		if err != nil {
			return 0, 0, err
		}
		written, lines = written+size, lines+count
	}
	return written, lines, nil
}

// session writes the file of one session: prompts, messages of several lines with one usage, calls and their results.
func (m mix) session(random *rand.Rand, folder, id string, bytes, n int) (size int64, lines int, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, 0, err
	}
	file, err := os.Create(filepath.Join(folder, id+".jsonl"))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	w := &writer{
		out: bufio.NewWriterSize(file, 1<<20), random: random, session: id,
		at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 6 * time.Hour),
	}
	for w.size < int64(bytes) {
		w.turn(m)
	}
	if err := w.out.Flush(); err != nil {
		return 0, 0, err
	}
	// The old modification time marks the session as finished.
	return w.size, w.lines, os.Chtimes(file.Name(), w.at, w.at)
}

// writer writes the lines of one session.
type writer struct {
	out      *bufio.Writer
	random   *rand.Rand
	session  string
	at       time.Time
	last     any // the uuid of the previous line, nil for none
	size     int64
	lines    int
	messages int
}

// turn writes a prompt and the messages and calls that follow it.
func (w *writer) turn(m mix) {
	w.line(record{Type: "user", PromptID: w.id(), Message: userMessage{Role: "user", Content: words(w.random, 200)}})
	for range 8 + w.random.IntN(16) {
		w.messages++
		message, request := fmt.Sprintf("msg_%08x%06d", w.random.Uint32(), w.messages), fmt.Sprintf("req_%08x%06d", w.random.Uint32(), w.messages)
		if w.random.IntN(2) == 0 {
			w.answer(message, request, block{Type: "text", Text: words(w.random, m.message)})
		}
		tool := fmt.Sprintf("toolu_%08x%06d", w.random.Uint32(), w.messages)
		name, input := w.call(m)
		w.answer(message, request, block{Type: "tool_use", ID: tool, Name: name, Input: input})
		w.result(tool, words(w.random, m.result/2+w.random.IntN(m.result)))
	}
}

func (w *writer) call(m mix) (name string, input map[string]any) {
	switch w.random.IntN(4) {
	case 0:
		return "Bash", map[string]any{"command": "go test ./... -run " + words(w.random, 40), "description": words(w.random, 30)}
	case 1:
		return "Edit", map[string]any{"file_path": "/home/dev/app/internal/" + words(w.random, 20), "old_string": words(w.random, m.message), "new_string": words(w.random, m.message)}
	case 2:
		return "Grep", map[string]any{"pattern": words(w.random, 12), "path": "/home/dev/app"}
	default:
		return "Read", map[string]any{"file_path": "/home/dev/app/internal/" + words(w.random, 20)}
	}
}

// answer writes one block of a message. As in real transcripts, every line of a message repeats the usage of its request.
func (w *writer) answer(message, request string, content block) {
	w.line(record{Type: "assistant", RequestID: request, Message: agentMessage{
		ID: message, Type: "message", Role: "assistant", Model: "claude-opus-4-5-20251101", Content: []block{content},
		Usage: map[string]any{
			"input_tokens": 4, "cache_creation_input_tokens": 300 + w.random.IntN(900), "cache_read_input_tokens": 20_000 + w.random.IntN(90_000), "output_tokens": 1 + w.random.IntN(900),
			"cache_creation": map[string]any{"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 0}, "service_tier": "standard",
		},
	}})
}

// result writes a tool result. As in real transcripts, it contains the text twice: for the model, and as structured output.
func (w *writer) result(tool, text string) {
	w.line(record{
		Type: "user", Message: userMessage{Role: "user", Content: []block{{ToolUseID: tool, Type: "tool_result", Content: text}}},
		ToolUseResult: output{Stdout: text},
	})
}

func (w *writer) line(r record) {
	w.at = w.at.Add(time.Duration(200+w.random.IntN(4000)) * time.Millisecond)
	r.ParentUUID, r.SessionID, r.UUID, r.Timestamp = w.last, w.session, w.id(), w.at.Format("2006-01-02T15:04:05.000Z")
	r.Cwd, r.Version, r.GitBranch, r.UserType = "/home/dev/app", "2.1.4", "main", "external"
	w.last = r.UUID
	text, err := json.Marshal(r)
	if err != nil { // cannot happen: the record contains only strings and numbers
		panic(err)
	}
	written, _ := w.out.Write(append(text, '\n')) // Flush returns the error
	w.size, w.lines = w.size+int64(written), w.lines+1
}

func (w *writer) id() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", w.random.Uint32(), w.random.IntN(1<<16), w.random.IntN(1<<12), w.random.IntN(1<<12), w.random.Uint64()>>16)
}

// vocabulary are the words of generated texts. Some need escaping, and some trigger the patterns of redaction.
var vocabulary = strings.Split("the door func return err nil package main \"quoted\" path/to/file.go:12: ok	error line\n if != {} token count := range <html> naïve — 0.42s PASS", " ")

// words returns a text with about length bytes.
func words(random *rand.Rand, length int) string {
	var text strings.Builder
	for text.Len() < length {
		text.WriteString(vocabulary[random.IntN(len(vocabulary))])
		text.WriteByte(' ')
	}
	return text.String()
}
