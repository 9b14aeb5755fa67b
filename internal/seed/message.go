package seed

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// part is a part of a message. Empty fields are stored as NULL.
type part struct{ section, kind, name, text, meta string }

// message is a row of messages with its parts.
type message struct {
	id, role, kind, event string
	by                    worker
	at                    time.Time
	parts                 []part
}

// say stores a message. Its time is written as this program writes times, because messages are sorted by it.
func (g *generator) say(m message) error {
	g.said++
	model := ""
	if m.role == "assistant" {
		model = m.by.model
	}
	err := g.emit(record{messageTable, []any{
		m.id, m.by.session, m.by.thread, m.at.UTC().Format("2006-01-02T15:04:05.000000"), g.said, m.role, m.kind, null(model), null(m.event), "transcript", 0, 1,
	}})
	if err != nil {
		return err
	}
	for i, p := range m.parts {
		number := i
		if p.section != "body" {
			number = 0
		}
		digest := fnv.New32a()
		digest.Write([]byte(p.kind + p.name + p.text + p.meta)) //nolint:errcheck // it never fails
		call := ""
		if p.section != "body" {
			call = "toolu_" + m.id
		}
		err := g.emit(record{partTable, []any{
			m.id, p.section, number, p.kind, null(call), null(p.name), "transcript", 0, len(p.text), digest.Sum32(), null(p.text), null(p.meta),
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// messageID returns the id of a message that is no event: what was said at a task.
func messageID(task event, what string) string { return "msg-" + what + "-" + task.id }

// tell stores what an event says as a message.
func (g *generator) tell(e event) error {
	m := message{id: e.id, event: e.id, role: "assistant", kind: "answer", by: e.by, at: e.at}
	switch e.tool {
	case "UserQuery":
		m.role, m.kind, m.parts = "user", "prompt", []part{{section: "body", kind: "text", text: e.input}}
	case "Message":
		if g.words.IntN(2) == 0 {
			m.parts = append(m.parts, part{section: "body", kind: "reasoning", text: pick(g.words, g.texts.findings)})
		}
		m.parts = append(m.parts, part{section: "body", kind: "text", text: e.output})
	case "Notification":
		m.role, m.kind, m.parts = "system", "notice", []part{{section: "body", kind: "text", text: e.input}}
	case "PreCompact":
		m.role, m.kind, m.parts = "user", "compaction", []part{g.compaction(), {section: "body", kind: "compaction", text: pick(g.words, g.texts.answers)}}
	default:
		given, err := g.given(e)
		if err != nil {
			return err
		}
		m.kind, m.parts = "call", []part{{section: "call", kind: "tool_call", name: e.tool, text: given}}
		if e.status != "started" {
			m.parts = append(m.parts, part{section: "response", kind: "tool_call_response", name: e.tool, text: e.output, meta: e.meta})
		}
	}
	return g.say(m)
}

func (g *generator) compaction() part {
	before := 120_000 + g.words.IntN(60_000)
	return part{
		section: "body", kind: "compaction", text: "Conversation compacted",
		meta: fmt.Sprintf(`{"trigger":"auto","preTokens":%d,"postTokens":%d}`, before, before/(5+g.words.IntN(4))),
	}
}

// given returns the input of a call as JSON.
func (g *generator) given(e event) (string, error) {
	var input any
	switch {
	case e.whole != "":
		return e.whole, nil
	case e.tool == "Task":
		var asked map[string]string
		if err := json.Unmarshal([]byte(e.input), &asked); err != nil {
			return "", fmt.Errorf("read a delegation: %w", err)
		}
		asked["prompt"] = asked["description"] + ". " + pick(g.words, g.texts.findings)
		input = asked
	case e.tool == "Read":
		input = map[string]any{"file_path": e.input, "offset": 1 + g.words.IntN(200), "limit": 40}
	case e.tool == "Grep":
		input = map[string]any{"pattern": strings.TrimSuffix(firstWord(pick(g.words, g.texts.findings)), ","), "path": e.input}
	case e.tool == "Glob":
		input = map[string]any{"pattern": "**/" + e.input[strings.LastIndex(e.input, "/")+1:]}
	case e.tool == "TodoWrite":
		input = map[string]any{"todos": g.todos(e.input)}
	default:
		input = map[string]any{"description": e.input}
	}
	text, err := json.Marshal(input)
	if err != nil {
		return "", fmt.Errorf("encode an input: %w", err)
	}
	return string(text), nil
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// todos returns a check list in which one task has begun.
func (g *generator) todos(begun string) []map[string]string {
	return []map[string]string{
		{"content": pick(g.words, g.texts.tasks), "status": "completed"},
		{"content": begun, "status": "in_progress"},
		{"content": pick(g.words, g.texts.tasks), "status": "pending"},
	}
}

// patch returns what an agent states of an edit beside its result: the lines with their numbers.
func (g *generator) patch(change edit) (string, error) {
	var lines []string
	for _, side := range []struct{ mark, text string }{{"-", change.before}, {"+", change.after}} {
		for line := range strings.Lines(side.text) {
			lines = append(lines, side.mark+strings.TrimSuffix(line, "\n"))
		}
	}
	from := 1 + g.words.IntN(300)
	text, err := json.Marshal(map[string]any{
		"filePath": change.file, "structuredPatch": []any{map[string]any{"oldStart": from, "newStart": from, "lines": lines}},
	})
	if err != nil {
		return "", fmt.Errorf("encode a patch: %w", err)
	}
	return string(text), nil
}
