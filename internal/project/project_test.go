package project_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/project"
)

func TestOneProjectHasOneName(t *testing.T) {
	for want, spellings := range map[string][]string{
		"/home/eva/shop":      {"/home/eva/shop", "/home/eva/shop/", "/home/eva//shop", "/home/eva/./shop", " /home/eva/shop", "/home/eva/shop/.claude/worktrees/dark-theme", "/home/eva/shop/.claude/worktrees/dark-theme/", `\\wsl.localhost\Debian\home\eva\shop`, `\\wsl$\Debian\home\eva\shop\`, "file:///home/eva/shop"},
		"/home/eva/shop/api":  {"/home/eva/shop/api", "/home/eva/shop/.claude/worktrees/dark-theme/api"},
		"D:/work/shop":        {`D:\work\shop`, `d:\work\shop`, "D:/work/shop", "d:/work/shop/", `D:\work\shop\`, "/mnt/d/work/shop", "/mnt/d/work/shop/", `\\?\D:\work\shop`, `d:\work\shop\.claude\worktrees\x`, "/cygdrive/d/work/shop", "file:///d:/work/shop/"},
		"D:/":                 {`D:\`, "d:/", "/mnt/d", "/mnt/d/"},
		"//nas/team/shop":     {`\\nas\team\shop`, `\\nas\team\shop\`, "//nas/team/shop", `\\?\UNC\nas\team\shop`},
		"/home/eva/my shop":   {"/home/eva/my shop", "file:///home/eva/my%20shop"},
		"/":                   {"/", "//wsl.localhost/Debian/"},
		"/home/eva/a\\b":      {`/home/eva/a\b`},
		"/mnt/data/shop":      {"/mnt/data/shop"},
		"/home/eva/.claude/x": {"/home/eva/.claude/x"},
		"shop":                {"shop", "./shop"},
		"":                    {"", " "},
	} {
		for _, spelling := range spellings {
			if got := (project.Rule{}).Name(spelling); got != want {
				t.Errorf("%q is %q, want %q", spelling, got, want)
			}
			if again := (project.Rule{}).Name(want); again != want {
				t.Errorf("the name %q is %q", want, again)
			}
		}
	}
}

func TestAliases(t *testing.T) {
	aliases, err := project.ParseAliases([]byte("\uFEFF# moved\n\n/old/shop = /home/eva/shop\nC:\\shop\\ = /home/eva/shop\r\n/old/shop/api=/home/eva/api\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := project.New(aliases, nil)
	for folder, want := range map[string]string{
		"/old/shop": "/home/eva/shop", "/old/shop/web/": "/home/eva/shop/web", "c:/shop": "/home/eva/shop", "/old/shop/api/v1": "/home/eva/api/v1",
		"/old/shopping": "/old/shopping", "/home/eva/shop": "/home/eva/shop",
	} {
		if got := r.Name(folder); got != want {
			t.Errorf("%q is %q, want %q", folder, got, want)
		}
	}
	if !r.Contains("/home/eva/shop/", "/old/shop/web") || r.Contains("/home/eva/shop", "/old/shopping") {
		t.Error("a project contains what its aliases lead to, and nothing else")
	}
}

func TestAliasesThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"/a", "= /b", "/a =", "/a = /b\n/a/ = /c"} {
		if aliases, err := project.ParseAliases([]byte(text)); err == nil {
			t.Errorf("%q gives %v", text, aliases)
		}
	}
}

func TestLinksAndWorktreesOnDisk(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	repository, worktree, link := filepath.Join(root, "shop"), filepath.Join(root, "elsewhere"), filepath.Join(root, "link")
	for _, folder := range []string{filepath.Join(repository, ".git", "worktrees", "theme"), worktree} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	pointer := "gitdir: " + filepath.Join(repository, ".git", "worktrees", "theme") + "\n"
	if err := os.WriteFile(filepath.Join(worktree, ".git"), []byte(pointer), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(repository, link); err != nil {
		t.Fatal(err)
	}
	r := project.New(nil, project.OnDisk())
	for _, folder := range []string{repository, worktree, link, link + "/", worktree} {
		if got := r.Name(folder); got != project.Clean(repository) {
			t.Errorf("%s is %s, want %s", folder, got, repository)
		}
	}
	if got := r.Name("/not/here"); got != "/not/here" {
		t.Errorf("a folder that is not here is %s", got)
	}
}
