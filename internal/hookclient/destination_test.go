package hookclient

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

func TestTheDestinationOfAMachine(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state", "htmlgraph")
	if d, ok, err := ReadDestination(state); ok || err != nil {
		t.Fatalf("before anything is written it is %+v, %v", d, err)
	}
	want := Destination{Server: "https://htmlgraph.example.org", TokenFile: "/home/ana/token", Content: "metadata"}
	if err := WriteDestination(state, want); err != nil {
		t.Fatal(err)
	}
	if d, ok, err := ReadDestination(state); d != want || !ok || err != nil {
		t.Errorf("it is %+v, %v, %v", d, ok, err)
	}
	if was, err := RemoveDestination(state); !was || err != nil {
		t.Errorf("removed: %v, %v", was, err)
	}
	if was, err := RemoveDestination(state); was || err != nil {
		t.Errorf("removed again: %v, %v", was, err)
	}
}

func TestADestinationThatOthersMayHaveWrittenIsNotBelieved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the folders of users are protected by the system")
	}
	for name, spoil := range map[string]func(state, file string) error{
		"others may write to the folder": func(state, _ string) error { return os.Chmod(state, 0o777) }, //nolint:gosec // that is the attack
		"the file is a link": func(_, file string) error {
			if err := os.Rename(file, file+".elsewhere"); err != nil {
				return err
			}
			return os.Symlink(file+".elsewhere", file)
		},
		"the file is no JSON": func(_, file string) error { return os.WriteFile(file, []byte("{"), 0o600) },
		"the file is huge":    func(_, file string) error { return os.WriteFile(file, []byte(strings.Repeat(" ", 1<<20)+"{}"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "htmlgraph")
			if err := WriteDestination(state, Destination{Server: "https://elsewhere.example"}); err != nil {
				t.Fatal(err)
			}
			if err := spoil(state, filepath.Join(state, destinationFile)); err != nil {
				t.Fatal(err)
			}
			if d, ok, err := ReadDestination(state); ok || err == nil {
				t.Errorf("it is %+v, %v", d, err)
			}
		})
	}
}

func TestAnOutboxKeepsTheNewestWithinItsBounds(t *testing.T) {
	now := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	outbox := NewOutbox(t.TempDir())
	if deleted, err := outbox.Bound(now, OutboxAge, OutboxBytes); deleted != 0 || err != nil {
		t.Fatalf("of nothing, %d are deleted: %v", deleted, err)
	}
	for hours := range 10 {
		if err := outbox.Put(agent.Get(agent.ClaudeCode), []byte(`{"n":12345678}`), now.Add(-time.Duration(hours)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(age time.Duration, most int64, deleted, left int) {
		t.Helper()
		if n, err := outbox.Bound(now, age, most); n != deleted || err != nil {
			t.Errorf("%d are deleted, want %d: %v", n, deleted, err)
		}
		contents, err := outbox.List()
		if err != nil || len(contents.Waiting) != left || !contents.Waiting[left-1].At.Equal(now) {
			t.Errorf("%d wait, want the newest %d: %v", len(contents.Waiting), left, err)
		}
	}
	expect(24*time.Hour, 1<<20, 0, 10)
	expect(7*time.Hour, 1<<20, 2, 8)
	expect(24*time.Hour, 5*14, 3, 5)
}
