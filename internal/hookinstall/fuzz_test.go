package hookinstall_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// FuzzSettings adds hooks to any file and removes them: either the file becomes what it was, or it is refused and stays.
func FuzzSettings(f *testing.F) {
	for n, which := range agent.All() {
		for i, name := range slices.Sorted(maps.Keys(formsOf(which))) {
			if i%len(agent.All()) == n {
				f.Add(uint8(n), formsOf(which)[name])
			}
		}
		f.Add(uint8(n), withHandler("htmlgraph hook --agent "+which.Short))
		f.Add(uint8(n), withHandler("X=1 htmlgraph hook --agent "+which.Short))
	}
	f.Fuzz(func(t *testing.T, n uint8, before string) {
		which := agent.All()[int(n)%len(agent.All())]
		folder := tempFolder(t)
		path := filepath.Join(folder, which.Hooks.Settings.File)
		write(t, path, before)
		o := options(false, false)
		o.Records = filepath.Join(folder, "records")
		owned, _ := hookinstall.Apply(t.Context(), which, folder, options(true, true))
		if _, err := hookinstall.Apply(t.Context(), which, folder, o); err != nil {
			if read(t, path) != before {
				t.Errorf("%v, but it became %q", err, read(t, path))
			}
			return
		}
		between := read(t, path)
		if apply(t, which, folder, o); read(t, path) != between {
			t.Errorf("twice gives %q, once %q", read(t, path), between)
		}
		withoutRecord := filepath.Join(tempFolder(t), "x")
		os.Mkdir(withoutRecord, 0o755)
		write(t, filepath.Join(withoutRecord, which.Hooks.Settings.File), between)
		apply(t, which, withoutRecord, options(true, false))
		apply(t, which, folder, removing(o))
		if left := apply(t, which, folder, options(true, true)); left.Removed > 0 || owned.Removed == 0 && read(t, path) != before {
			t.Errorf("became %q, was %q", read(t, path), before)
		}
	})
}

func withHandler(command string) string {
	return `{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "` + command + `"}]}]}}`
}
