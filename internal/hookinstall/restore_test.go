package hookinstall_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// forms are settings whose own form hooks hide: without a record they could not be told apart.
var forms = map[string]string{
	"an object":               "{}",
	"with a space":            "{ }",
	"with a line":             "{\n}",
	"with two lines":          "\n{\n\n}\n\n",
	"without text":            "",
	"white space":             " \n\t\r\n",
	"hooks":                   `{"hooks": {}}`,
	"hooks with a line":       "{\n  \"hooks\": {\n  }\n}\n",
	"an event":                "{\n  \"hooks\": {\n    \"PreToolUse\": []\n  }\n}\n",
	"an event with a space":   "{\"hooks\": {\"PreToolUse\": [ ], \"Stop\": [\n]}}",
	"an empty group":          `{"hooks": {"Stop": [{"hooks": []}]}}`,
	"a byte order mark":       "\uFEFF{\r\n\t\"a\": 1\r\n}",
	"only a byte order mark":  "\uFEFF",
	"one name twice":          `{"hooks": {"Stop": []}, "a": 1, "hooks": {"Stop": [], "Stop": []}, "a": 2}`,
	"an escaped name":         `{"h\u006foks": {"St\u006fp": []}}`,
	"spaces before commas":    "{\"a\" : 1 , \"b\":2 }",
	"mixed ends of lines":     "{\r\n  \"a\": 1,\n  \"b\": 2\r\n}\n",
	"other members of groups": `{"hooks": {"Stop": [{"matcher": "", "hooks": []}, {"hooks": "?"}, 1, null], "x": {"hooks": []}}}`,
}

// commented are further settings, for agents that read comments.
var commented = map[string]string{
	"comments around":     "// a\n{ // b\n  /* c */ \"x\": 1 /* d */ // e\n} // f",
	"in the hooks":        "{\n  \"hooks\": {\n    // none yet  \n  } // x\n}\n",
	"in an event":         "{\"hooks\": {\"SessionStart\": [ /* none */ ], \"SessionEnd\": [\n// none\n]}}",
	"after the last":      "{\n  \"hooks\": {\n    \"SessionStart\": [\n      {\"hooks\": []} // mine\n    ] // these\n  }, // all\n}\n",
	"with Windows' lines": "{\r\n  \"a\": 1 // one\r\n  // two\r\n}\r\n",
	"on one line":         "{\"a\": 1 // one\n}",
	"commas at the end":   "{\"hooks\": {\"SessionStart\": [{\"hooks\": [],},],},}",
}

func formsOf(a agent.Agent) map[string]string {
	all := map[string]string{}
	for _, some := range []map[string]string{settings, forms, commented} {
		for name, text := range some {
			if _, isCommented := commented[name]; !isCommented || a.Hooks.Settings.Comments {
				all[name] = text
			}
		}
	}
	return all
}

func TestEveryFormIsRestored(t *testing.T) {
	for _, which := range agent.All() {
		for name, before := range formsOf(which) {
			t.Run(which.Short+", "+name, func(t *testing.T) {
				folder, path := home(t, which, "")
				write(t, path, before)
				o := recorded(t, false)
				apply(t, which, folder, o)
				between := read(t, path)
				if apply(t, which, folder, o); read(t, path) != between {
					t.Errorf("twice gives:\n%s\nonce gives:\n%s", read(t, path), between)
				}
				old := o
				old.Program = "/usr/bin/htmlgraph"
				apply(t, which, folder, old)
				apply(t, which, folder, o)
				apply(t, which, folder, removing(o))
				if after := read(t, path); after != before {
					t.Errorf("became\n%q, was\n%q", after, before)
				}
				expectOnly(t, folder, path)
				expectOnly(t, filepath.Dir(filepath.Dir(o.Records)))
			})
		}
	}
}

// expectOnly fails if a folder holds more than one file, or none.
func expectOnly(t *testing.T, folder string, files ...string) {
	t.Helper()
	var found []string
	filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if path != folder {
			found = append(found, path)
		}
		return err
	})
	if strings.Join(found, "\n") != strings.Join(files, "\n") {
		t.Errorf("%s holds %q, want %q", folder, found, files)
	}
}

func TestAFileAndFoldersThatWereCreatedAreRemoved(t *testing.T) {
	for _, which := range agent.All() {
		root := tempFolder(t)
		o := recorded(t, false)
		folder := filepath.Join(root, "a", "b")
		apply(t, which, folder, o)
		if removed := apply(t, which, folder, removing(o)); !removed.Deleted || !strings.Contains(removed.Diff, "+++ "+os.DevNull) {
			t.Errorf("%+v", removed)
		}
		expectOnly(t, root)
	}
}

func TestAFolderWithOtherFilesStays(t *testing.T) {
	root, o := tempFolder(t), recorded(t, false)
	folder := filepath.Join(root, ".claude")
	apply(t, find(t, "claude"), folder, o)
	other := filepath.Join(folder, "other")
	write(t, other, "x")
	apply(t, find(t, "claude"), folder, removing(o))
	expectOnly(t, root, folder, other)
}

// TestLinksStay: the file to which a link leads is changed; if it did not exist, the link leads to nothing again.
func TestLinksStay(t *testing.T) {
	for name, before := range map[string]string{"to a file": "{\n}\n", "to nothing": ""} {
		t.Run(name, func(t *testing.T) {
			folder, path := home(t, find(t, "claude"), "")
			elsewhere := tempFolder(t)
			os.Symlink(elsewhere, filepath.Join(folder, "elsewhere"))
			kept := filepath.Join(elsewhere, "kept.json")
			if before != "" {
				write(t, kept, before)
			}
			os.Symlink("two.json", path)
			os.Symlink("elsewhere/../"+filepath.Base(elsewhere)+"/kept.json", filepath.Join(folder, "two.json"))
			o := recorded(t, false)
			if added := apply(t, find(t, "claude"), folder, o); added.Path != kept || !strings.Contains(read(t, kept), "hook --agent claude") {
				t.Errorf("changed %s: %s", added.Path, read(t, kept))
			}
			apply(t, find(t, "claude"), folder, removing(o))
			if link, err := os.Readlink(path); link != "two.json" {
				t.Errorf("%s, %v", link, err)
			}
			if text, err := os.ReadFile(path); string(text) != before || (err != nil) != (before == "") {
				t.Errorf("%q, %v", text, err)
			}
		})
	}
}

// TestAnEditedFileLosesOnlyOurHooks: what is empty without them stays if it was there before.
func TestAnEditedFileLosesOnlyOurHooks(t *testing.T) {
	mine := `{"hooks": [{"type": "command", "command": "say"}]}`
	for name, test := range map[string]struct{ before, old, new, want string }{
		"a member at the start":  {"{ }", "{", `{"x": 1,`, "{\"x\": 1\n}"},
		"an empty event":         {"{\n  \"hooks\": { \"Stop\": [ ] }\n}\n", "{\n", "{\n  \"x\": 1,\n", "{\n  \"x\": 1,\n  \"hooks\": { \"Stop\": [ ] }\n}\n"},
		"empty hooks":            {`{"hooks":{}}`, `{"hooks"`, `{"x":[],"hooks"`, `{"x":[],"hooks":{}}`},
		"a hook of an event":     {`{"a":1}`, `"Stop":[`, `"Stop":[` + mine + `,`, `{"a":1,"hooks":{"Stop":[` + mine + `]}}`},
		"a space at the end":     {"{\n}", "\n}", "\n} \n", "{\n} \n"},
		"no hook, but a handler": {`{"a":1}`, `"Stop":[{"hooks":[`, `"Stop":[{"hooks":[1,`, `{"a":1,"hooks":{"Stop":[{"hooks":[1]}]}}`},
		"a matcher":              {`{"a":1}`, `"Stop":[{`, `"Stop":[{"matcher":"x",`, `{"a":1,"hooks":{"Stop":[{"matcher":"x","hooks":[]}]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			folder, path := home(t, find(t, "claude"), test.before)
			o := recorded(t, false)
			apply(t, find(t, "claude"), folder, o)
			edited := strings.Replace(read(t, path), test.old, test.new, 1)
			if name == "a space at the end" {
				edited = read(t, path) + " \n"
			}
			write(t, path, edited)
			removed := apply(t, find(t, "claude"), folder, removing(o))
			if after := read(t, path); after != test.want || read(t, removed.Backup) != edited {
				t.Errorf("became\n%q, want\n%q\nfrom %s", after, test.want, edited)
			}
		})
	}
}

// TestSettingsOfAnEarlierRelease: it kept no record, but a backup of what was there.
func TestSettingsOfAnEarlierRelease(t *testing.T) {
	for _, before := range []string{"{ }", "{\n}\n", `{"hooks": {"Stop": []}}`, settings["other hooks"]} {
		folder, path := home(t, find(t, "claude"), before)
		old := options(false, false)
		old.Program = "/usr/bin/htmlgraph"
		backup := apply(t, find(t, "claude"), folder, old).Backup
		apply(t, find(t, "claude"), folder, recorded(t, true))
		if after := read(t, path); after != before {
			t.Errorf("became %q, was %q", after, before)
		}
		expectOnly(t, folder, path, backup)
	}
	folder, _ := home(t, find(t, "codex"), "")
	apply(t, find(t, "codex"), folder, options(false, false))
	apply(t, find(t, "codex"), folder, recorded(t, true))
	expectOnly(t, folder)
}

// TestAnEditBetweenTwoRunsStays: init, an edit, init by another path, and removing the hooks.
func TestAnEditBetweenTwoRunsStays(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "{ }")
	o := recorded(t, false)
	apply(t, find(t, "claude"), folder, o)
	write(t, path, strings.Replace(read(t, path), "{", `{"x": 1,`, 1))
	o.Program = "/usr/bin/htmlgraph"
	apply(t, find(t, "claude"), folder, o)
	apply(t, find(t, "claude"), folder, removing(o))
	if after := read(t, path); after != "{\"x\": 1\n}" {
		t.Errorf("became %q", after)
	}
}

// TestRunsThatWereKilledLeaveNothing: one after it had stored the record and the backup, one after it had restored the file.
func TestRunsThatWereKilledLeaveNothing(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "{\n}")
	o := recorded(t, false)
	for range 2 {
		apply(t, find(t, "claude"), folder, o)
		write(t, path, "{\n}")
	}
	apply(t, find(t, "claude"), folder, removing(o))
	expectOnly(t, folder, path)
	expectOnly(t, filepath.Dir(filepath.Dir(o.Records)))
}

// TestAgentsThatShareAFile: each removes its own hooks.
func TestAgentsThatShareAFile(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "{\n}\n")
	o := recorded(t, false)
	apply(t, find(t, "claude"), folder, o)
	claude := read(t, path)
	apply(t, find(t, "qwen"), folder, o)
	apply(t, find(t, "qwen"), folder, removing(o))
	if read(t, path) != claude {
		t.Errorf("became %s", read(t, path))
	}
	apply(t, find(t, "claude"), folder, removing(o))
	if after := read(t, path); after != "{\n}\n" {
		t.Errorf("became %q", after)
	}
}

func TestTheRecordIsPrivate(t *testing.T) {
	folder, _ := home(t, find(t, "claude"), `{"env": {"KEY": "secret"}}`)
	o := recorded(t, false)
	apply(t, find(t, "claude"), folder, o)
	entries, err := os.ReadDir(o.Records)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	}
	if info, err := os.Stat(o.Records); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
}
