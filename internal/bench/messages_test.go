package bench

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// longSession is a session of 20,000 messages: each third is a prompt, an answer with what the model thought, and a call with a result of 8 KB.
const longSession = `
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
INSERT INTO messages (message_id, session_id, subagent, timestamp, position, role, kind, source, witnessed, revision)
	SELECT printf('m%05d', i), 'long', '', strftime('%Y-%m-%dT%H:%M:%S', '2026-03-01', i || ' seconds') || '.000000', i,
		CASE i % 3 WHEN 0 THEN 'user' ELSE 'assistant' END, CASE i % 3 WHEN 0 THEN 'prompt' WHEN 1 THEN 'answer' ELSE 'call' END, 'transcript', 0, 1 FROM n;
INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, text)
	SELECT message_id, 'body', 0, 'text', 'transcript', 0, 44, 0, 'This is what is said, and no more than that.' FROM messages WHERE kind <> 'call' AND session_id = 'long';
INSERT INTO parts (message_id, section, number, type, source, cut, bytes, digest, text)
	SELECT message_id, 'body', 1, 'reasoning', 'transcript', 0, 400, 0, printf('%.400c', 't') FROM messages WHERE kind = 'answer' AND session_id = 'long';
INSERT INTO parts (message_id, section, number, type, name, source, cut, bytes, digest, text)
	SELECT message_id, 'call', 0, 'tool_call', 'Bash', 'transcript', 0, 19, 0, '{"command":"ls -l"}' FROM messages WHERE kind = 'call' AND session_id = 'long';
INSERT INTO parts (message_id, section, number, type, name, source, cut, bytes, digest, text)
	SELECT message_id, 'response', 0, 'tool_call_response', 'Bash', 'transcript', 0, 8000, 0, printf('%.8000c', 'r') FROM messages WHERE kind = 'call' AND session_id = 'long';
`

// BenchmarkMessages opens windows in a session of 20,000 messages: at its start, at its end, around a message, and behind a position.
func BenchmarkMessages(b *testing.B) {
	service := newService(b, 10_000, true)
	testkit.Execute(b, service.DB, longSession)
	middle := model.MessageCursor{SessionID: "long", At: "2026-03-01T02:46:40.000000", Position: 10_000, ID: "m10000"}
	uncached := newSite(b, service.Server)
	for name, query := range map[string]string{
		"start": "from=start", "end": "from=end", "around": "around=m10000", "after": "after=" + url.QueryEscape(middle.String()), "prompts": "from=end&kinds=prompt",
		"200 messages": "from=end&limit=200&max_bytes=2097152",
	} {
		b.Run(fmt.Sprintf("messages=20000/%s", name), func(b *testing.B) { uncached.measure(b, "/api/sessions/long/messages?"+query) })
	}
}
