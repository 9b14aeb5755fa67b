package importer_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

const (
	geminiHeader = `{"sessionId":"g1","projectHash":"h","startTime":"2026-02-01T10:00:00.000Z","lastUpdated":"2026-02-01T10:01:00.000Z"}`
	geminiAsk    = `{"id":"u1","timestamp":"2026-02-01T10:00:01.000Z","type":"user","content":[{"text":"Draw the map"}]}`
)

// TestTheProjectOfAChatIsNotedBesideIt has the ways in which Gemini CLI notes the folder of a project (config/projectRegistry.ts): in the folder
// of its chats, and in a file for all projects, by a short name or, in older versions, by the hash of the path.
func TestTheProjectOfAChatIsNotedBesideIt(t *testing.T) {
	digest := sha256.Sum256([]byte("/srv/map"))
	hash := hex.EncodeToString(digest[:])
	for name, test := range map[string]struct {
		folder string
		files  map[string]string
		want   string
	}{
		"in the folder":            {"tmp/map/chats", map[string]string{"tmp/map/.project_root": "/srv/map\n"}, "/srv/map"},
		"of a system with drives":  {"tmp/map/chats", map[string]string{"tmp/map/.project_root": `C:\srv\map`}, `C:\srv\map`},
		"for the chat of a helper": {"tmp/map/chats/g0", map[string]string{"tmp/map/.project_root": "/srv/map"}, "/srv/map"},
		"by its name":              {"tmp/map-2/chats", map[string]string{"projects.json": `{"projects":{"/srv/other":"map","/srv/map":"map-2"}}`}, "/srv/map"},
		"by its hash":              {"tmp/" + hash + "/chats", map[string]string{"projects.json": `{"projects":{"/srv/other":"other","/srv/map":"map"}}`}, "/srv/map"},
		"better in the folder":     {"tmp/map/chats", map[string]string{"tmp/map/.project_root": "/srv/map", "projects.json": `{"projects":{"/srv/old":"map"}}`}, "/srv/map"},
		"no path":                  {"tmp/map/chats", map[string]string{"tmp/map/.project_root": "map", "projects.json": `{"projects":{"x":"map"}}`}, ""},
		"nowhere":                  {"tmp/map/chats", nil, ""},
		"no JSON":                  {"tmp/map/chats", map[string]string{"projects.json": `{"projects":`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t)
			for path, content := range test.files {
				w.write(".gemini/"+path, content)
			}
			w.write(".gemini/"+test.folder+"/session-1.jsonl", geminiHeader+"\n"+geminiAsk+"\n")
			w.run()
			if got := w.sessions["g1"].Cwd; got != test.want && test.folder != "tmp/map/chats/g0" {
				t.Errorf("the project is %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheHomeOfGeminiMayBeElsewhere(t *testing.T) {
	w := newScenario(t)
	w.write("elsewhere/.gemini/tmp/map/chats/session-1.jsonl", geminiHeader+"\n"+geminiAsk+"\n")
	w.write("home/.gemini/tmp/other/chats/session-2.jsonl", geminiHeader+"\n")
	locations := importer.DefaultLocations(w.folder+"/home", func(name string) string {
		return map[string]string{"GEMINI_CLI_HOME": w.folder + "/elsewhere"}[name]
	})
	summary, err := w.importer(locations...).Run(t.Context())
	if err != nil || summary.Files != 1 || w.prompts()["Draw the map"] != 1 {
		t.Errorf("%d files, prompts %v, %v", summary.Files, w.prompts(), err)
	}
	if w.sessions["g1"].Agent != agent.GeminiCLI {
		t.Errorf("the session is %+v", w.sessions["g1"])
	}
}
