package toolcall_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
)

func TestEditsAreReadFromTheInputOfACall(t *testing.T) {
	for input, want := range map[string][]toolcall.Edit{
		`{"file_path": "a.go", "old_string": "x\n", "new_string": "y\n", "replace_all": false}`: {{Path: "a.go", Before: "x\n", After: "y\n"}},
		`{"file_path": "a.go", "old_string": "x", "new_string": ""}`:                            {{Path: "a.go", Before: "x"}},
		`{"file_path": "a.go", "edits": [{"old_string": "a", "new_string": "b"}, {"old_string": "c", "new_string": "d"}, {}]}`: {
			{Path: "a.go", Before: "a", After: "b"}, {Path: "a.go", Before: "c", After: "d"},
		},
		`{"path": "a.go", "old_str": "x", "new_str": "y"}`:                                                   {{Path: "a.go", Before: "x", After: "y"}},
		`{"file_path": "new.go", "content": "all"}`:                                                          {{Path: "new.go", After: "all"}},
		`{"notebook_path": "n.ipynb", "new_source": "print()"}`:                                              {{Path: "n.ipynb", After: "print()"}},
		`{"input": "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** Add File: b\n+z\n*** End Patch\n"}`: {{Path: "a", Patch: "@@\n-x\n+y\n"}, {Path: "b", Patch: "+z\n"}},
		`{"command": ["apply_patch", "*** Begin Patch\n*** Delete File: a\n*** End Patch"]}`:                 {{Path: "a"}},
		"*** Begin Patch\n*** Update File: a\n x\n*** End Patch":                                             {{Path: "a", Patch: " x\n"}},
		`{"command": "ls"}`:                         nil,
		`{"file_path": "a.go", "limit": 3}`:         nil,
		`{"content": "no file"}`:                    nil,
		`{"file_path": "a.go", "content": {"a":1}}`: nil,
		`{"file_path": "a.go", "content": "cut`:     nil,
		`words`:                                     nil,
		``:                                          nil,
	} {
		if diff := cmp.Diff(want, toolcall.Edits(input)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", input, diff)
		}
	}
}
