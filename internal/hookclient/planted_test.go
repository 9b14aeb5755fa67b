package hookclient_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestOnlyTheServerOfTheUserGetsAPayload: the folder beside a database may come from an archive or a repository, and its owner is then
// the user, who extracted it.
func TestOnlyTheServerOfTheUserGetsAPayload(t *testing.T) {
	for name, impostor := range map[string]func(t *testing.T, s *server){
		"a server without a proof": func(_ *testing.T, s *server) { s.secret = nil },
		"a server with another secret": func(t *testing.T, s *server) {
			var err error
			if s.secret, err = hookclient.CreateSecret(filepath.Join(t.TempDir(), "theirs")); err != nil {
				t.Fatal(err)
			}
		},
		"the server of another database": func(t *testing.T, s *server) { s.db = filepath.Join(t.TempDir(), "other.db") },
		"a program that asks the real server at another port": func(t *testing.T, s *server) {
			real := start(t, s.db, http.StatusNoContent)
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/healthz" {
					s.asked = append(s.asked, r.URL.Path)
				}
				w.Header().Set(hookclient.Proof, real.secret.Proof(r.Header.Get(hookclient.Challenge), real.URL, s.db))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "x.db")
			s := start(t, db, http.StatusNoContent)
			impostor(t, s)
			publishAddress(t, db, hookclient.Address{URL: s.URL, Token: "secret"})
			var upgrades []bool
			h := hookclient.Hook{DB: db, State: stateOf(db), Store: func(_ context.Context, _ string, mayUpgrade bool, _ []ingest.Observation) error {
				upgrades = append(upgrades, mayUpgrade)
				return nil
			}}
			if err := h.Deliver(t.Context(), agent.Get(agent.ClaudeCode), []byte(payload), noon); err != nil {
				t.Fatal(err)
			}
			if len(s.asked) != 0 {
				t.Errorf("it got %q", s.asked)
			}
			if len(upgrades) != 1 || upgrades[0] {
				t.Errorf("stored %d times, upgraded %v: another release may have the file open", len(upgrades), upgrades)
			}
		})
	}
}

// TestNothingIsReadOrWrittenThroughAPlantedFolder: each folder leads elsewhere, or others can change it.
func TestNothingIsReadOrWrittenThroughAPlantedFolder(t *testing.T) {
	for name, plant := range map[string]func(local, elsewhere string) error{
		"a link to a folder": func(local, elsewhere string) error { return os.Symlink(elsewhere, local) },
		"a link to nothing":  func(local, elsewhere string) error { return os.Symlink(filepath.Join(elsewhere, "new"), local) },
		"a folder that all may change": func(local, _ string) error {
			if err := os.Mkdir(local, 0o700); err != nil {
				return err
			}
			return os.Chmod(local, 0o777)
		},
		"a folder that the group may change": func(local, _ string) error {
			if err := os.Mkdir(local, 0o700); err != nil {
				return err
			}
			return os.Chmod(local, 0o770)
		},
		"a file": func(local, _ string) error { return os.WriteFile(local, nil, 0o600) },
		"a pipe": func(local, _ string) error { return syscall.Mkfifo(local, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			db, elsewhere := filepath.Join(t.TempDir(), "x.db"), t.TempDir()
			local := db + ".local"
			if err := os.WriteFile(filepath.Join(elsewhere, "server"), []byte(`{"url":"http://127.0.0.1:8000"}`), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := plant(local, elsewhere); err != nil {
				t.Fatal(err)
			}
			if address, ok := hookclient.ReadAddress(db); ok {
				t.Errorf("it is read: %+v", address)
			}
			if _, err := hookclient.PublishAddress(db, hookclient.Address{URL: "http://127.0.0.1:1", Token: "secret"}); err == nil {
				t.Error("an address is published")
			}
			if err := hookclient.NewSpool(db).Put(agent.Get(agent.Codex), []byte("{}"), noon); err == nil {
				t.Error("a payload is written")
			}
			if names, _ := filepath.Glob(elsewhere + "/*"); len(names) != 1 {
				t.Errorf("written elsewhere: %v", names)
			}
		})
	}
}

// TestAPlantedFileHoldsUpNobody: a name that leads to a pipe or a device is not waited for, and others behind it are delivered.
func TestAPlantedFileHoldsUpNobody(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	spool := hookclient.NewSpool(db)
	if err := spool.Put(agent.Get(agent.Codex), []byte("{}"), noon); err != nil {
		t.Fatal(err)
	}
	early := func(name string) string { return filepath.Join(db+".local", "0000000000000000000"+name) }
	if err := syscall.Mkfifo(early("1.codex.A.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", early("2.codex.A.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(early("3.codex.A.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	large, err := os.Create(early("4.codex.A.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	if err := large.Truncate(1 << 40); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(db+".local", "server"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := hookclient.ReadAddress(db); ok {
		t.Error("an address is read from a pipe")
	}
	var delivered, reported []string
	err = spool.Drain(t.Context(), func(p hookclient.Payload) error {
		delivered = append(delivered, string(p.Content))
		return nil
	}, func(name string, _ error) { reported = append(reported, name) })
	if err != nil || len(delivered) != 1 || len(reported) != 1 || !strings.HasPrefix(reported[0], "00000000000000000004") {
		t.Errorf("delivered %q, reported %q, %v", delivered, reported, err)
	}
}

func TestTheSecretIsReadOnlyWhereNobodyElseCan(t *testing.T) {
	for name, change := range map[string]func(state string) error{
		"a file that all may read":     func(state string) error { return os.Chmod(filepath.Join(state, "secret"), 0o644) },
		"a folder that all may change": func(state string) error { return os.Chmod(state, 0o777) },
		"a short file":                 func(state string) error { return os.WriteFile(filepath.Join(state, "secret"), []byte("x"), 0o600) },
		"a link": func(state string) error {
			if err := os.Rename(filepath.Join(state, "secret"), filepath.Join(state, "other")); err != nil {
				return err
			}
			return os.Symlink("other", filepath.Join(state, "secret"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "state")
			first, err := hookclient.CreateSecret(state)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := hookclient.CreateSecret(state); err != nil || string(again) != string(first) {
				t.Errorf("it is another one the second time, %v", err)
			}
			if err := change(state); err != nil {
				t.Fatal(err)
			}
			if _, err := hookclient.ReadSecret(state); err == nil {
				t.Error("it is read")
			}
		})
	}
}
