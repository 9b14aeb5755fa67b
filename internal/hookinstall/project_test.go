package hookinstall_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// TestSettingsOfAProjectAreNotFollowedOutOfIt: a project may come from a stranger, with links in it. Within the project they are followed.
func TestSettingsOfAProjectAreNotFollowedOutOfIt(t *testing.T) {
	const file = "settings.local.json"
	for name, test := range map[string]struct {
		// prepare makes the links in a project. outside is a folder with settings that are not of the project.
		prepare func(project, outside string) error
		within  bool
	}{
		"the folder is a link": {func(project, outside string) error { return os.Symlink(outside, filepath.Join(project, ".claude")) }, false},
		"the file is a link": {func(project, outside string) error {
			return inFolder(project, func(folder string) error {
				return os.Symlink(filepath.Join(outside, file), filepath.Join(folder, file))
			})
		}, false},
		"the file is a relative link": {func(project, outside string) error {
			return inFolder(project, func(folder string) error {
				return os.Symlink(filepath.Join("..", "..", filepath.Base(outside), file), filepath.Join(folder, file))
			})
		}, false},
		"a link leads to a link that leads out": {func(project, outside string) error {
			if err := os.Symlink(outside, filepath.Join(project, "second")); err != nil {
				return err
			}
			return os.Symlink("second", filepath.Join(project, ".claude"))
		}, false},
		"the file does not exist where the link leads": {func(project, outside string) error {
			return inFolder(project, func(folder string) error {
				return os.Symlink(filepath.Join(outside, "new.json"), filepath.Join(folder, file))
			})
		}, false},
		"the folder is a link within the project": {func(project, _ string) error {
			if err := os.Mkdir(filepath.Join(project, "config"), 0o755); err != nil {
				return err
			}
			return os.Symlink("config", filepath.Join(project, ".claude"))
		}, true},
		"the file is a link within the project": {func(project, _ string) error {
			return inFolder(project, func(folder string) error { return os.Symlink("../shared.json", filepath.Join(folder, file)) })
		}, true},
		"there is no link": {func(string, string) error { return nil }, true},
	} {
		for _, dry := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				parent := tempFolder(t)
				outside, real := filepath.Join(parent, "outside"), filepath.Join(parent, "project")
				for _, folder := range []string{outside, real} {
					if err := os.Mkdir(folder, 0o755); err != nil {
						t.Fatal(err)
					}
				}
				write(t, filepath.Join(outside, file), "{}\n")
				if err := test.prepare(real, outside); err != nil {
					t.Fatal(err)
				}
				project := filepath.Join(parent, "link") // how the user reached the project does not matter
				if err := os.Symlink(real, project); err != nil {
					t.Fatal(err)
				}
				o := options(false, dry)
				o.Project = project
				outcome, err := hookinstall.Apply(t.Context(), find(t, "claude"), filepath.Join(project, ".claude"), o)
				if test.within && (err != nil || outcome.Added == 0) {
					t.Errorf("%+v, %v", outcome, err)
				}
				if !test.within && (err == nil || !strings.Contains(err.Error(), "leads out of the project")) {
					t.Errorf("%v", err)
				}
				entries, err := os.ReadDir(outside)
				if err != nil || len(entries) != 1 || read(t, filepath.Join(outside, file)) != "{}\n" {
					t.Errorf("outside of the project there is %v, %v", entries, err)
				}
			})
		}
	}
}

// inFolder makes the folder of the settings of a project, and calls work with it.
func inFolder(project string, work func(folder string) error) error {
	folder := filepath.Join(project, ".claude")
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	return work(folder)
}
