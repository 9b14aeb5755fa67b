package hookclient_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// fill makes a spool with payloads, which it names by their number, and a file that is none. It returns the database and its folder.
func fill(t *testing.T, payloads ...string) (hookclient.Spool, string) {
	t.Helper()
	db := filepath.Join(t.TempDir(), "x.db")
	folder := db + ".local"
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for n, payload := range payloads {
		name := filepath.Join(folder, string(rune('0'+n))+".claude-code.A.json")
		if strings.HasPrefix(payload, "nonsense") {
			name = strings.TrimSuffix(name, ".json") + ".refused"
		}
		if err := os.WriteFile(name, []byte(payload), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "server"), []byte("token"), 0o600); err != nil {
		t.Fatal(err)
	}
	return hookclient.NewSpool(db), folder
}

// contents returns all that is in a spool.
func contents(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(content))
	}
	return strings.Join(list, " ")
}

func TestPayloadsThatWaitAndSuchAsWereRefusedAreRewritten(t *testing.T) {
	spool, folder := fill(t, "one", "nonsense", "gone")
	change := func(payload []byte) []byte {
		if string(payload) == "gone" {
			return nil
		}
		return bytes.ToUpper(payload)
	}
	if err := spool.Rewrite(t.Context(), true, change); err != nil || contents(t, folder) != "one nonsense gone token" {
		t.Errorf("a dry run: %q, %v", contents(t, folder), err)
	}
	if err := spool.Rewrite(t.Context(), false, change); err != nil || contents(t, folder) != "ONE NONSENSE token" {
		t.Errorf("%q, %v", contents(t, folder), err)
	}
}

func TestPayloadsOfASessionAreRemoved(t *testing.T) {
	spool, folder := fill(t, `{"session_id":"s1"}`, `{"session_id":"s10"}`, `nonsense {"sessionId": "s1"`, `{"session_id":"x<y"}`)
	removed, err := spool.RemoveSessions(t.Context(), []string{"s1", "x<y"})
	if err != nil || removed != 3 || contents(t, folder) != `{"session_id":"s10"} token` {
		t.Errorf("%d removed, %q stays, %v", removed, contents(t, folder), err)
	}
}

func TestAnAbsentSpoolIsEmpty(t *testing.T) {
	spool := hookclient.NewSpool(filepath.Join(t.TempDir(), "absent.db"))
	if removed, err := spool.RemoveSessions(t.Context(), []string{"s"}); removed != 0 || err != nil {
		t.Errorf("%d, %v", removed, err)
	}
}
