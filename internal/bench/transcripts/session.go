package transcripts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// session writes the file of one session: prompts, messages of several lines with one usage, calls and their results.
func (m Mix) session(random *rand.Rand, folder, id string, bytes, n int) (size int64, lines int, err error) {
	w, err := newWriter(random, filepath.Join(folder, id+".jsonl"), id, "", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n)*6*time.Hour))
	if err != nil {
		return 0, 0, err
	}
	for w.size < int64(bytes) {
		w.turn(m)
	}
	var written Size
	err = w.close(&written)
	return written.Bytes, written.Lines, err
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
	// isLong says that the results are as long as in published sessions.
	isLong bool
	// file is the file, agent the subagent whose file it is, "" for that of a session.
	file  *os.File
	agent string
	// subagents is the folder for the files of subagents, children what was written there.
	subagents string
	children  Size
	// err is the first error.
	err error
}

// turn writes a prompt and the messages and calls that follow it.
func (w *writer) turn(m Mix) {
	w.line(record{Type: "user", PromptID: w.id(), Message: userMessage{Role: "user", Content: Words(w.random, 200)}})
	for range 8 + w.random.IntN(16) {
		asked := w.request()
		if w.random.IntN(2) == 0 {
			w.answer(asked, block{Type: "text", Text: Words(w.random, m.message)})
		}
		tool := fmt.Sprintf("toolu_%08x%06d", w.random.Uint32(), w.messages)
		name, input := w.call(m)
		w.answer(asked, block{Type: "tool_use", ID: tool, Name: name, Input: input})
		w.result(tool, Words(w.random, m.result/2+w.random.IntN(m.result)))
	}
}

func (w *writer) call(m Mix) (name string, input map[string]any) {
	switch w.random.IntN(4) {
	case 0:
		return "Bash", map[string]any{"command": "go test ./... -run " + Words(w.random, 40), "description": Words(w.random, 30)}
	case 1:
		return "Edit", map[string]any{"file_path": "/home/dev/app/internal/" + Words(w.random, 20), "old_string": Words(w.random, m.message), "new_string": Words(w.random, m.message)}
	case 2:
		return "Grep", map[string]any{"pattern": Words(w.random, 12), "path": "/home/dev/app"}
	default:
		return "Read", map[string]any{"file_path": "/home/dev/app/internal/" + Words(w.random, 20)}
	}
}

// request is a request to the model, and the message that answers it.
type request struct {
	id, message string
	usage       map[string]any
}

// request makes the next request. As in real transcripts, what is written to the cache is the sum of its lifetimes.
func (w *writer) request() request {
	w.messages++
	short, long := 300+w.random.IntN(900), w.random.IntN(300)
	return request{
		id: fmt.Sprintf("req_01%08x%06d", w.random.Uint32(), w.messages), message: fmt.Sprintf("msg_01%08x%06d", w.random.Uint32(), w.messages),
		usage: map[string]any{
			"input_tokens": 4, "cache_creation_input_tokens": short + long, "cache_read_input_tokens": 20_000 + w.random.IntN(90_000), "output_tokens": 1 + w.random.IntN(900),
			"cache_creation": map[string]any{"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long}, "service_tier": "standard",
		},
	}
}

// answer writes one block of a message. As in real transcripts, every line of a message repeats the usage of its request.
func (w *writer) answer(asked request, content block) {
	w.line(record{Type: "assistant", RequestID: asked.id, Message: agentMessage{
		ID: asked.message, Type: "message", Role: "assistant", Model: "claude-opus-4-5-20251101", Content: []block{content}, Usage: asked.usage,
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
	r.ParentUUID, r.SessionID, r.UUID, r.Timestamp = w.last, w.session, w.id(), w.stamp()
	r.Cwd, r.Version, r.GitBranch, r.UserType = "/home/dev/app", "2.1.4", "main", "external"
	r.AgentID, r.IsSidechain = w.agent, w.agent != ""
	w.last = r.UUID
	w.other(r)
}

// other writes a record as it is.
func (w *writer) other(record any) {
	text, err := json.Marshal(record)
	if err != nil { // cannot happen: records contain only strings and numbers
		panic(err)
	}
	written, _ := w.out.Write(append(text, '\n')) // Flush returns the error
	w.size, w.lines = w.size+int64(written), w.lines+1
}

// stamp returns the time of the next record.
func (w *writer) stamp() string {
	w.at = w.at.Add(time.Duration(200+w.random.IntN(4000)) * time.Millisecond)
	return w.at.Format("2006-01-02T15:04:05.000Z")
}

func (w *writer) id() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", w.random.Uint32(), w.random.IntN(1<<16), w.random.IntN(1<<12), w.random.IntN(1<<12), w.random.Uint64()>>16)
}
