package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

func TestDoctorListsTheSpool(t *testing.T) {
	db := filepath.Join(t.TempDir(), "h.db")
	at := time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)
	if err := seed.Write(t.Context(), db, seed.Options{Events: 10, End: at, Number: 1}); err != nil {
		t.Fatal(err)
	}
	if _, stdout, _ := run(t, "doctor", "--db", db); strings.Contains(stdout, "spool") || strings.Contains(stdout, "refused") {
		t.Errorf("of an empty spool it says %s", stdout)
	}
	spool := hookclient.NewSpool(db)
	if err := spool.Put(agent.Get(agent.Codex), []byte("{}"), at); err != nil {
		t.Fatal(err)
	}
	if err := spool.Refuse(agent.Get(agent.Codex), []byte("nonsense"), at); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(t, "doctor", "--db", db)
	if code != 0 || !strings.Contains(stdout, "1 hook payloads wait since 2026-03-18T12:00:00Z") || !strings.Contains(stdout, ".refused: ") {
		t.Errorf("exit code %d: %s%s", code, stdout, stderr)
	}
}
