package gemini_test

import (
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/gemini"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// TestAPromptMayBeGivenInParts has each form of a PartListUnion (packages/core/src/services/chatRecordingTypes.ts), and displayContent, which
// Gemini CLI shows instead of the content with the files that the prompt names.
func TestAPromptMayBeGivenInParts(t *testing.T) {
	for name, test := range map[string]struct{ members, want string }{
		"a text":                 {`"content":"Draw the map"`, "Draw the map"},
		"a part":                 {`"content":{"text":"Draw the map"}`, "Draw the map"},
		"a list of parts":        {`"content":[{"text":"Draw "},{"text":"the map"}]`, "Draw the map"},
		"a list of texts":        {`"content":["Draw ","the map"]`, "Draw the map"},
		"texts and parts":        {`"content":["Draw",{"text":" the map"}]`, "Draw the map"},
		"a picture beside it":    {`"content":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0"}},{"text":"Draw the map"}]`, "[image png]\nDraw the map"},
		"a picture between":      {`"content":[{"text":"Draw "},{"text":"this"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0"}},{"text":"in blue"}]`, "Draw this\n[image png]\nin blue"},
		"a picture alone":        {`"content":{"inlineData":{"mimeType":"image/png","data":"iVBORw0"}}`, "[image png]"},
		"a file by its address":  {`"content":[{"fileData":{"mimeType":"application/pdf","fileUri":"gs://x"}}]`, "[application pdf]"},
		"what is shown":          {`"content":[{"text":"Draw @map.svg"},{"text":"--- Content from referenced files ---"},{"text":"<svg/>"}],"displayContent":"Draw @map.svg"`, "Draw @map.svg"},
		"what is shown in parts": {`"content":"<svg/>","displayContent":[{"text":"Draw @map.svg"}]`, "Draw @map.svg"},
		"nothing is shown":       {`"content":[{"text":"Draw the map"}],"displayContent":null`, "Draw the map"},
		"the answer of a tool":   {`"content":[{"functionResponse":{"id":"t","name":"ls","response":{"output":"a"}}}]`, ""},
		"null":                   {`"content":null`, ""},
		"parts that are none":    {`"content":[null,7,{"text":null},[]]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines := "{" + geminiHeader + "}\n" + `{"id":"u1","timestamp":"2026-02-01T10:00:01.000Z","type":"user",` + test.members + "}"
			all := transcripttest.Read(t, gemini.Lines(), transcript.Source{}, lines)
			got := all.Events[ingest.PromptID("g1", "u1")].Input
			if got != test.want || len(all.Prompts()) > 1 {
				t.Errorf("the prompt is %q, want %q, of %v", got, test.want, all.Prompts())
			}
		})
	}
}

func TestAMessageWithoutTokensIsRead(t *testing.T) {
	for _, tokens := range []string{`null`, `{}`, `{"input":null,"output":null}`, `"many"`} {
		answer := `{"id":"a1","timestamp":"2026-02-01T10:00:02.000Z","type":"gemini","model":"gemini-x","content":[{"text":"Think","thought":true},{"text":"Done"}],"thoughts":null,"toolCalls":null,"tokens":` + tokens + `}`
		all := transcripttest.Read(t, gemini.Lines(), transcript.Source{}, strings.Join([]string{"{" + geminiHeader + "}", geminiAsk, answer}, "\n"))
		if e := all.Events[ingest.MessageID("g1", "a1")]; e.Output != "Done" || len(all.Usages) != 0 {
			t.Errorf("with tokens %s the message is %+v, with %d requests", tokens, e, len(all.Usages))
		}
	}
}

func TestTheFolderOfTheProjectIsThatOfTheSession(t *testing.T) {
	all := transcripttest.Read(t, gemini.Lines(), transcript.Source{Project: "/srv/map"}, "{"+geminiHeader+"}\n"+geminiAsk)
	if s := all.Sessions[0]; s.ID != "g1" || s.Cwd != "/srv/map" {
		t.Errorf("the session is %+v", s)
	}
}
