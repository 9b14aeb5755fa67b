//go:build linux

package app_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// TestAFullDiskIsReportedOnceAndEndsByItself limits the size of the files that the server may write: to it that is a full disk, and the
// limit can be lifted while it runs.
func TestAFullDiskIsReportedOnceAndEndsByItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "full.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: 500, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	p := newProcess(t, path)
	p.start(t)
	limit := func(size uint64) {
		if err := unix.Prlimit(p.command.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	post := func(n int) string {
		return send(t, http.MethodPost, p.base+"/api/events", fmt.Sprintf(
			`{"event_id": "e-%d", "agent_id": "codex", "event_type": "tool_call", "session_id": "s", "output_summary": %q}`, n, strings.Repeat("text ", 2000)))
	}
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	limit(uint64(info.Size()) + 4096)
	full := 0
	for n := range 20 {
		if got := post(n); strings.HasPrefix(got, "503 ") && strings.Contains(got, "disk is full") {
			full++
		} else if !strings.HasPrefix(got, "200 ") {
			t.Errorf("a post: %s", got)
		}
	}
	if full == 0 {
		t.Error("the disk was not full")
	}
	if got := send(t, http.MethodGet, p.base+"/readyz", ""); !strings.HasPrefix(got, "503 ") || !strings.Contains(got, "disk is full") {
		t.Errorf("readiness: %s", got)
	}
	if got := send(t, http.MethodGet, p.base+"/api/events", ""); !strings.HasPrefix(got, "200 ") {
		t.Errorf("a read: %s", got)
	}
	limit(unix.RLIM_INFINITY)
	if got := post(100); !strings.HasPrefix(got, "200 ") {
		t.Errorf("once there is space: %s", got)
	}
	if got := send(t, http.MethodGet, p.base+"/readyz", ""); !strings.HasPrefix(got, "200 ") {
		t.Errorf("readiness: %s", got)
	}
	if err := p.kill(); err != nil {
		t.Fatal(err)
	}
	if log := p.stderr.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "the disk is full") {
		t.Errorf("the log says\n%s", log)
	}
}
