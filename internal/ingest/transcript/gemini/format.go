// Package gemini reads the chats of the Gemini CLI, written as lines or as one document.
package gemini

import (
	"bytes"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// version is raised when other rows are read of the same file: see transcript.Format.
const version = 3

// Lines returns the format of newer chats: a header with the session and its project, then one message a line.
func Lines() transcript.Format {
	return transcript.Format{Name: "gemini", Version: version, Agent: program, Recognise: isLines, New: newReader}
}

// Document returns the format of older chats: one JSON document with all messages, which is rewritten each time.
func Document() transcript.Format {
	return transcript.Format{Name: "gemini-document", Version: version, Agent: program, Document: true, Recognise: isDocument, New: newReader}
}

// isLines reports whether a file begins with the header of a chat.
func isLines(b transcript.Beginning) bool {
	for record := range b.Records() {
		if jsonscan.Get(record, "projectHash").Type == gjson.String && jsonscan.Get(record, "sessionId").Type == gjson.String && !jsonscan.Get(record, "messages").Exists() {
			return true
		}
	}
	return false
}

// isDocument reports whether a file is one document of a session and its messages. Its first part is no whole JSON value where the
// document is long, so members are looked up without reading what follows them.
func isDocument(b transcript.Beginning) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(b.Text), []byte("{")) || hasSeveralRecords(b) {
		return false
	}
	head := gjson.GetManyBytes(b.Text, "sessionId", "projectHash", "startTime", "messages")
	return head[0].Type == gjson.String && (head[1].Exists() || head[2].Exists()) && head[3].IsArray()
}

func hasSeveralRecords(b transcript.Beginning) bool {
	count := 0
	for range b.Records() {
		if count++; count > 1 {
			return true
		}
	}
	return false
}
