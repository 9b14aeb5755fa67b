package transcripts

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// How often something occurs: one of so many.
const (
	onePictureOf    = 2000 // results
	oneDelegationOf = 60   // calls
	oneSnapshotOf   = 2    // turns
	oneProgressOf   = 30   // calls
	oneFailureOf    = 25   // results
)

// Of a thousand requests, so many are answered by a text alone, and of the others so many by a text and a call.
const (
	withoutCall = 34
	withText    = 437
)

// longResults is how many times as long the results in a session of a corpus are as those in one of a stated length.
const longResults = 11.8

// words returns a text with about length bytes.
func (w *writer) words(length int) string {
	if w.isLong {
		return words(w.random, length, oneSuspiciousOfLong)
	}
	return words(w.random, length, oneSuspiciousOf)
}

// resultText returns the text of a result.
func (w *writer) resultText() string {
	median, most := 600.0, 100e3
	if w.isLong {
		median, most = longResults*median, longResults*most
	}
	return w.words(logNormal(w.random, median, 1.25, most))
}

// logNormal returns a length with a median and a spread, at most most.
func logNormal(random *rand.Rand, median, spread, most float64) int {
	return int(min(most, median*math.Exp(spread*random.NormFloat64())))
}

// beginning writes the records that begin a file.
func (w *writer) beginning() {
	w.other(map[string]any{"type": "mode", "mode": "normal", "sessionId": w.session})
	w.other(map[string]any{"type": "summary", "summary": w.words(40), "leafUuid": w.id()})
}

// corpusTurn writes a prompt and the messages and calls that follow it, until the file has a length.
func (w *writer) corpusTurn(length int64) {
	if w.random.IntN(oneSnapshotOf) == 0 {
		w.other(map[string]any{"type": "file-history-snapshot", "messageId": w.id(), "isSnapshotUpdate": false,
			"snapshot": map[string]any{"messageId": w.id(), "timestamp": w.stamp(), "trackedFileBackups": map[string]any{}}})
	}
	w.line(record{Type: "user", PromptID: w.id(), Message: userMessage{Role: "user", Content: w.words(logNormal(w.random, 120, 1.2, 20e3))}})
	for range 4 + w.random.IntN(30) {
		if w.size >= length || w.err != nil {
			return
		}
		w.corpusCall()
	}
	w.system("turn_duration", map[string]any{"durationMs": 1000 + w.random.IntN(300_000), "isMeta": false})
}

// corpusCall writes a message with a call, and the result of the call.
func (w *writer) corpusCall() {
	asked, isLast := w.request(), w.random.IntN(1000) < withoutCall
	if isLast || w.random.IntN(1000) < withText {
		w.answer(asked, block{Type: "text", Text: w.words(logNormal(w.random, 200, 1, 20e3))})
	}
	if isLast {
		return
	}
	tool := fmt.Sprintf("toolu_01%08x%06d", w.random.Uint32(), w.messages)
	if w.agent == "" && w.random.IntN(oneDelegationOf) == 0 {
		w.delegation(asked, tool)
		return
	}
	w.use(asked, tool)
	if w.random.IntN(oneProgressOf) == 0 {
		w.other(map[string]any{"type": "progress", "sessionId": w.session, "uuid": w.id(), "timestamp": w.stamp(), "parentToolUseID": tool,
			"data": map[string]any{"type": "bash_progress", "output": w.words(400), "elapsedTimeSeconds": 3}})
	}
}

// use writes a call of one of the usual tools, and its result.
func (w *writer) use(asked request, tool string) {
	path, text := "/home/dev/app/internal/"+w.words(20), w.resultText()
	content, name := any(text), ""
	var input map[string]any
	var facts any
	switch w.random.IntN(6) {
	case 0, 1:
		name, input = "Bash", map[string]any{"command": w.words(logNormal(w.random, 80, 1, 8e3)), "description": w.words(30)}
		facts = output{Stdout: text}
	case 2:
		from, to := w.words(logNormal(w.random, 300, 1.1, 20e3)), w.words(logNormal(w.random, 400, 1.1, 20e3))
		name, input = "Edit", map[string]any{"file_path": path, "old_string": from, "new_string": to, "replace_all": false}
		facts = map[string]any{"filePath": path, "oldString": from, "newString": to, "originalFile": text + text, "structuredPatch": []any{
			map[string]any{"oldStart": 3, "oldLines": 4, "newStart": 3, "newLines": 6, "lines": strings.SplitAfter(" "+to, "\n")}}}
	case 3:
		name, input = "Grep", map[string]any{"pattern": w.words(12), "path": path}
		facts = map[string]any{"mode": "content", "numFiles": 0, "filenames": []any{}, "content": text, "numLines": 12}
	default:
		name, input = "Read", map[string]any{"file_path": path}
		facts = map[string]any{"type": "text", "file": map[string]any{"filePath": path, "content": text, "numLines": 40, "startLine": 1, "totalLines": 40}}
	}
	if w.random.IntN(onePictureOf) == 0 {
		content = []any{map[string]any{"type": "image", "source": map[string]any{"type": "base64", "media_type": "image/png", "data": w.picture()}}}
	}
	w.answer(asked, block{Type: "tool_use", ID: tool, Name: name, Input: input})
	w.corpusResult(tool, content, facts)
}

func (w *writer) corpusResult(tool string, content, facts any) {
	result := map[string]any{"tool_use_id": tool, "type": "tool_result", "content": content}
	if w.random.IntN(oneFailureOf) == 0 {
		result["is_error"], facts = true, "Error: "+w.words(100)
	}
	w.line(record{Type: "user", Message: userMessage{Role: "user", Content: []any{result}}, ToolUseResult: facts})
}

// picture returns random bytes in base64.
func (w *writer) picture() string {
	bytes := make([]byte, logNormal(w.random, 150e3, 0.6, 1e6))
	for i := range bytes {
		bytes[i] = byte(w.random.Uint32())
	}
	return base64.StdEncoding.EncodeToString(bytes)
}

// delegation writes a call of a subagent, the file of the subagent, and the result.
func (w *writer) delegation(asked request, tool string) {
	const calls = 12
	task := w.words(600)
	w.answer(asked, block{Type: "tool_use", ID: tool, Name: "Task",
		Input: map[string]any{"description": w.words(30), "prompt": task, "subagent_type": "general-purpose"}})
	agent := fmt.Sprintf("a%08x%06d", w.random.Uint32(), w.messages)
	child, err := newWriter(w.random, filepath.Join(w.subagents, "agent-"+agent+".jsonl"), w.session, agent, w.at)
	if err != nil {
		w.err = err
		return
	}
	child.isLong = w.isLong
	child.line(record{Type: "user", Message: userMessage{Role: "user", Content: task}})
	for range calls {
		child.corpusCall()
	}
	w.err = child.close(&w.children)
	if w.err == nil {
		w.err = writeSidecar(filepath.Join(w.subagents, "agent-"+agent+".meta.json"), tool)
	}
	w.at = child.at
	text := w.words(1500)
	w.corpusResult(tool, []any{map[string]any{"type": "text", "text": text}}, map[string]any{
		"status": "completed", "prompt": task, "agentId": agent, "content": []any{map[string]any{"type": "text", "text": text}},
		"totalDurationMs": 40_000, "totalTokens": 20_000, "totalToolUseCount": calls})
}

func writeSidecar(path, tool string) error {
	content, err := json.Marshal(map[string]any{"agentType": "general-purpose", "toolUseId": tool})
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// system writes a record of the program itself.
func (w *writer) system(subtype string, members map[string]any) {
	members["type"], members["subtype"], members["sessionId"], members["uuid"], members["timestamp"] = "system", subtype, w.session, w.id(), w.stamp()
	w.other(members)
}
