//go:build unix

package importer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// chat is a transcript of Claude Code with one prompt.
func chat(session string) string {
	return strings.NewReplacer("s1", session, "u1", "u-"+session).Replace(ask) + "\n"
}

func (w *scenario) link(target, name string) {
	w.t.Helper()
	path := filepath.Join(w.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if !strings.HasPrefix(target, "/") {
		target = filepath.Join(w.folder, target)
	}
	if err := os.Symlink(target, path); err != nil {
		w.t.Fatal(err)
	}
}

// TestLinksAreFollowedAndEachFileIsReadOnce has folders of transcripts with links in them. The location is the folder "projects".
func TestLinksAreFollowedAndEachFileIsReadOnce(t *testing.T) {
	for name, test := range map[string]struct {
		links map[string]string
		files []string
		want  int
	}{
		"a folder of a project":            {map[string]string{"projects/-srv": "real"}, []string{"real/s1.jsonl"}, 1},
		"a link to a link":                 {map[string]string{"projects/-srv": "second", "second": "real"}, []string{"real/s1.jsonl"}, 1},
		"a link in a linked folder":        {map[string]string{"projects/-srv": "real", "real/s1/subagents": "more"}, []string{"real/s1.jsonl", "more/s2.jsonl"}, 2},
		"a file":                           {map[string]string{"projects/-srv/s1.jsonl": "kept/s1.jsonl"}, []string{"kept/s1.jsonl"}, 1},
		"a file with another name":         {map[string]string{"projects/-srv/s1.jsonl": "kept/old.txt"}, []string{"kept/old.txt"}, 1},
		"a file of no transcript's name":   {map[string]string{"projects/-srv/notes.txt": "kept/s1.jsonl"}, []string{"kept/s1.jsonl"}, 0},
		"the location itself":              {map[string]string{"projects": "real"}, []string{"real/-srv/s1.jsonl"}, 1},
		"two links to one folder":          {map[string]string{"projects/-a": "real", "projects/-b": "real"}, []string{"real/s1.jsonl"}, 1},
		"a folder beside its link":         {map[string]string{"projects/-a": "projects/-b"}, []string{"projects/-b/s1.jsonl"}, 1},
		"a file beside its link":           {map[string]string{"projects/-a/s0.jsonl": "projects/-b/s1.jsonl"}, []string{"projects/-b/s1.jsonl"}, 1},
		"a circle":                         {map[string]string{"projects/-srv": "real", "real/back": "real", "real/on": "other", "other/back": "real"}, []string{"real/s1.jsonl", "other/s2.jsonl"}, 2},
		"a link to itself":                 {map[string]string{"projects/-srv": "projects/-srv"}, []string{"projects/-b/s1.jsonl"}, 1},
		"a link to nothing":                {map[string]string{"projects/-srv": "nothing"}, []string{"projects/-b/s1.jsonl"}, 1},
		"the location from within":         {map[string]string{"projects/-a/back": "projects"}, []string{"projects/-a/s1.jsonl"}, 1},
		"all above the location":           {map[string]string{"projects/-a/up": "."}, []string{"projects/-a/s1.jsonl", "s2.jsonl", "private/s3.jsonl"}, 1},
		"the root of the file system":      {map[string]string{"projects/-a/root": "/"}, []string{"projects/-a/s1.jsonl"}, 1},
		"a folder without transcripts":     {map[string]string{"projects/-a/tool-results": "real"}, []string{"projects/-a/s1.jsonl", "real/s2.jsonl"}, 1},
		"what lies far below a link":       {map[string]string{"projects/-srv": "real"}, []string{"real/s1.jsonl", "real/1/2/3/4/5/6/7/s2.jsonl", "real/1/2/3/4/5/6/7/8/s3.jsonl"}, 2},
		"what lies far below, but no link": {nil, []string{"projects/1/2/3/4/5/6/7/8/9/10/s1.jsonl"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t)
			for n, file := range test.files {
				w.write(file, chat(string(rune('a'+n))))
			}
			for link, target := range test.links {
				w.link(target, link)
			}
			for range 2 {
				summary, err := w.importer(importer.Location{Path: filepath.Join(w.folder, "projects")}).Run(t.Context())
				if err != nil || summary.Files != test.want || len(summary.Problems) != 0 || len(w.prompts()) > 1 {
					t.Errorf("%d files, problems %v, prompts %v, %v", summary.Files, summary.Problems, w.prompts(), err)
				}
			}
			if got := len(w.states); got != test.want {
				t.Errorf("%d files are remembered", got)
			}
		})
	}
}

// TestAFileKeepsItsOwnPath: what is known of a file is stored by its path, which must not depend on the links to it.
func TestAFileKeepsItsOwnPath(t *testing.T) {
	w := newScenario(t)
	path := w.write("projects/z/s1.jsonl", chat("a"))
	w.link("projects/z", "projects/a")
	w.link("projects/z/s1.jsonl", "projects/b/s1.jsonl")
	if _, err := w.importer(importer.Location{Path: filepath.Join(w.folder, "projects")}, importer.Location{Path: filepath.Join(w.folder, "projects/z")}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.states[path]; !ok || len(w.states) != 1 {
		t.Errorf("the states are %v", w.states)
	}
}
