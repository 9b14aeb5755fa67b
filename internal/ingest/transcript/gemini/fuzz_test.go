package gemini_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

func FuzzGemini(f *testing.F) {
	f.Add([]byte("{" + geminiHeader + "}\n" + geminiAsk + "\n" + geminiAnswer + "\n" + `{"$rewindTo":"u1"}`))
	f.Add([]byte(`{` + geminiHeader + `,"messages":[` + geminiAsk + `,3,null]}`))
	transcripttest.Fuzz(f, gemini.Lines())
}

// FuzzGeminiDocument reads a chat that is one JSON document.
func FuzzGeminiDocument(f *testing.F) {
	f.Add([]byte(`{` + geminiHeader + `,"messages":[` + geminiAsk + `,` + geminiAnswer + `]}`))
	f.Add([]byte(`{` + geminiHeader + `,"messages":{"0":` + geminiAsk + `}}`))
	transcripttest.Fuzz(f, gemini.Document())
}
