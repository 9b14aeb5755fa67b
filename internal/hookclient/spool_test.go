package hookclient_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

func TestDrainStopsAtAFailureAndContinuesLater(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	spool := hookclient.NewSpool(db)
	for i, text := range []string{"first", "bad", "third", "fourth"} {
		if err := spool.Put(agent.Get(agent.ClaudeCode), []byte(text), noon.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	down := errors.New("down")
	var got []string
	receive := func(failAt string) func(hookclient.Payload) error {
		return func(p hookclient.Payload) error {
			switch string(p.Content) {
			case failAt:
				return down
			case "bad":
				return hookclient.ErrRefused
			}
			got = append(got, string(p.Content))
			return nil
		}
	}
	if err := spool.Drain(t.Context(), receive("third"), nil); !errors.Is(err, down) {
		t.Errorf("error = %v, want that of the third", err)
	}
	if err := spool.Drain(t.Context(), receive(""), nil); err != nil {
		t.Error(err)
	}
	if len(got) != 3 || got[0] != "first" || got[1] != "third" || got[2] != "fourth" {
		t.Errorf("delivered %v, each once and in order", got)
	}
	if put, refused := waiting(t, db); len(put) != 0 || len(refused) != 1 {
		t.Errorf("waiting %v, aside %v", put, refused)
	}
}

func TestAPayloadThatAServerCannotStoreKeepsNoOtherWaiting(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	spool := hookclient.NewSpool(db)
	now := time.Now()
	for text, at := range map[string]time.Time{
		"bad for two days": now.Add(-48 * time.Hour), "bad since now": now.Add(-time.Minute), "good": now,
	} {
		if err := spool.Put(agent.Get(agent.ClaudeCode), []byte(text), at); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := spool.Drain(t.Context(), func(p hookclient.Payload) error {
		if strings.HasPrefix(string(p.Content), "bad") {
			return fmt.Errorf("%w: a trigger", hookclient.ErrNotStored)
		}
		got = append(got, string(p.Content))
		return nil
	}, nil)
	if err != nil || len(got) != 1 || got[0] != "good" {
		t.Errorf("delivered %v, %v", got, err)
	}
	if put, refused := waiting(t, db); len(put) != 1 || len(refused) != 1 {
		t.Errorf("waiting %v, want the newer one; refused %v, want the older one", put, refused)
	}
}

func TestDrainIgnoresOtherFiles(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	folder := db + ".local"
	if err := hookclient.NewSpool(db).Drain(t.Context(), nil, nil); err != nil {
		t.Errorf("no spool: %v", err)
	}
	os.MkdirAll(folder, 0o700)
	old := filepath.Join(folder, ".unfinished-1")
	for _, name := range []string{"notes.txt", "00000000000000000001.hal.X.json", "x.claude-code.X.json", ".unfinished-1", ".unfinished-2"} {
		os.WriteFile(filepath.Join(folder, name), []byte("{}"), 0o600)
	}
	os.Symlink("/dev/zero", filepath.Join(folder, "00000000000000000001.codex.X.json"))
	os.Chtimes(old, noon, time.Now().Add(-2*time.Hour))
	err := hookclient.NewSpool(db).Drain(t.Context(), func(hookclient.Payload) error {
		t.Error("something was delivered")
		return nil
	}, nil)
	if tidied := hookclient.NewSpool(db).Tidy(time.Now()); tidied != nil {
		t.Error(tidied)
	}
	if put, _ := waiting(t, db); err != nil || len(put) != 5 {
		t.Errorf("%v, left %v; want all but the old unfinished one", err, put)
	}
}

func TestDrainEndsWithItsContext(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	if err := hookclient.NewSpool(db).Put(agent.Get(agent.Codex), []byte("{}"), noon); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := hookclient.NewSpool(db).Drain(ctx, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestAPayloadOnWhichDeliveryPanicsKeepsNoOtherWaiting(t *testing.T) {
	spool := hookclient.NewSpool(filepath.Join(t.TempDir(), "x.db"))
	for i, text := range []string{"bad", "good"} {
		if err := spool.Put(agent.Get(agent.Codex), []byte(text), time.Now().Add(time.Duration(i))); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := spool.Drain(t.Context(), func(p hookclient.Payload) error {
		if string(p.Content) == "bad" {
			panic("no")
		}
		got = append(got, string(p.Content))
		return nil
	}, nil)
	if err != nil || len(got) != 1 {
		t.Errorf("delivered %v, %v", got, err)
	}
	if contents, err := spool.List(); err != nil || len(contents.Waiting) != 1 {
		t.Errorf("%+v, %v", contents, err)
	}
}

func TestRefusedPayloadsAreKeptForAMonth(t *testing.T) {
	spool := hookclient.NewSpool(filepath.Join(t.TempDir(), "x.db"))
	for _, age := range []time.Duration{0, hookclient.RefusedAge - time.Hour, hookclient.RefusedAge + time.Hour} {
		if err := spool.Refuse(agent.Get(agent.Codex), []byte("nonsense"), noon.Add(-age)); err != nil {
			t.Fatal(err)
		}
		if err := spool.Put(agent.Get(agent.Codex), []byte("{}"), noon.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := spool.Tidy(noon); err != nil {
		t.Fatal(err)
	}
	contents, err := spool.List()
	if err != nil || len(contents.Refused) != 2 || len(contents.Waiting) != 3 {
		t.Fatalf("%d are refused and %d wait, %v; want 2 and 3", len(contents.Refused), len(contents.Waiting), err)
	}
	if problem := contents.Refused[0].Problem; !strings.Contains(problem, "JSON") {
		t.Errorf("the problem is %q", problem)
	}
}
