package hookclient_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// TestTheLocalFolderIsKeptOutOfGit: a project's database may be kept in git, but no token and no payload from before redaction.
func TestTheLocalFolderIsKeptOutOfGit(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "x.db")
	os.WriteFile(db, nil, 0o600)
	withdraw, err := hookclient.PublishAddress(db, hookclient.Address{URL: "http://127.0.0.1:1", Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if err := hookclient.NewSpool(db).Put(agent.Get(agent.Codex), []byte("{}"), noon); err != nil {
		t.Fatal(err)
	}
	git := exec.Command("sh", "-c", "git init -q . && git add -A && git ls-files")
	git.Dir = folder
	if out, err := git.CombinedOutput(); err != nil || string(out) != "x.db\n" {
		t.Errorf("git takes %q, %v", out, err)
	}
	withdraw()
	if put, _ := waiting(t, db); len(put) != 1 {
		t.Errorf("after the server ended %v wait", put)
	}
}
