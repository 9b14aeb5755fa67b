package hookclient_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// fill makes a spool with payloads, which it names by their number, and a file that is none.
func fill(t *testing.T, payloads ...string) hookclient.Spool {
	t.Helper()
	spool := hookclient.Spool(t.TempDir())
	for n, payload := range payloads {
		name := filepath.Join(string(spool), string(rune('0'+n))+".claude-code.A.json")
		if strings.HasPrefix(payload, "nonsense") {
			name = strings.TrimSuffix(name, ".json") + ".refused"
		}
		if err := os.WriteFile(name, []byte(payload), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(string(spool), "server"), []byte("token"), 0o600); err != nil {
		t.Fatal(err)
	}
	return spool
}

// contents returns all that is in a spool.
func contents(t *testing.T, spool hookclient.Spool) string {
	t.Helper()
	entries, err := os.ReadDir(string(spool))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(string(spool), entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(content))
	}
	return strings.Join(list, " ")
}

func TestPayloadsThatWaitAndSuchAsWereRefusedAreRewritten(t *testing.T) {
	spool := fill(t, "one", "nonsense", "gone")
	change := func(payload []byte) []byte {
		if string(payload) == "gone" {
			return nil
		}
		return bytes.ToUpper(payload)
	}
	if err := spool.Rewrite(t.Context(), true, change); err != nil || contents(t, spool) != "one nonsense gone token" {
		t.Errorf("a dry run: %q, %v", contents(t, spool), err)
	}
	if err := spool.Rewrite(t.Context(), false, change); err != nil || contents(t, spool) != "ONE NONSENSE token" {
		t.Errorf("%q, %v", contents(t, spool), err)
	}
}

func TestPayloadsOfASessionAreRemoved(t *testing.T) {
	spool := fill(t, `{"session_id":"s1"}`, `{"session_id":"s10"}`, `nonsense {"sessionId": "s1"`, `{"session_id":"x<y"}`)
	removed, err := spool.RemoveSessions(t.Context(), []string{"s1", "x<y"})
	if err != nil || removed != 3 || contents(t, spool) != `{"session_id":"s10"} token` {
		t.Errorf("%d removed, %q stays, %v", removed, contents(t, spool), err)
	}
}

func TestAnAbsentSpoolIsEmpty(t *testing.T) {
	spool := hookclient.Spool(filepath.Join(t.TempDir(), "absent"))
	if removed, err := spool.RemoveSessions(t.Context(), []string{"s"}); removed != 0 || err != nil {
		t.Errorf("%d, %v", removed, err)
	}
}
