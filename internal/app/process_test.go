package app_test

import (
	"bufio"
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// buildBinary builds the command.
func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "htmlgraph")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-tags=sqlite_fts5", "-o", binary, "./cmd/htmlgraph")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return binary
}

// process is a server in a process of its own, which can be killed and restarted on the same file.
type process struct {
	binary, db string
	// flags are further flags of the command.
	flags   []string
	command *exec.Cmd
	stderr  bytes.Buffer

	mu      sync.Mutex
	changed sync.Cond
	// base is where it listens, "" while it does not, and over says that it will not again.
	base string
	over bool
}

func newProcess(t *testing.T, db string) *process {
	t.Helper()
	return newProcessOf(t, buildBinary(t), db)
}

// newProcessOf returns a server of a binary that is built already.
func newProcessOf(t *testing.T, binary, db string, flags ...string) *process {
	t.Helper()
	p := &process{binary: binary, db: db, flags: flags}
	p.changed.L = &p.mu
	t.Cleanup(func() {
		p.setState("", true)
		if p.command.ProcessState == nil {
			p.command.Process.Kill()
			p.command.Wait()
		}
	})
	return p
}

// start starts the server and waits until it responds.
func (p *process) start(t *testing.T) {
	t.Helper()
	p.command = exec.Command(p.binary, append([]string{"serve", "--db", p.db, "--addr", "127.0.0.1:0", "--log-level", "warn"}, p.flags...)...)
	p.command.Stderr = &p.stderr
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	base, ok := strings.CutPrefix(strings.TrimSpace(line), "HtmlGraph listens on ")
	if err != nil || !ok {
		t.Fatalf("it did not start: %q, %v", line, err)
	}
	p.setState(base, false)
}

// kill ends the server with SIGKILL.
func (p *process) kill() error {
	p.setState("", false)
	if err := p.command.Process.Kill(); err != nil {
		return err
	}
	p.command.Wait() //nolint:errcheck // it returns that the process was killed
	return nil
}

// end ends the server with SIGTERM.
func (p *process) end(t *testing.T) {
	t.Helper()
	p.setState("", true)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.command.Wait(); err != nil || p.stderr.Len() > 0 {
		t.Errorf("it ended with %v and said %s", err, p.stderr.String())
	}
}

func (p *process) setState(base string, over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.base, p.over = base, over
	p.changed.Broadcast()
}

// where waits until it listens and returns where; "" says that it will not again.
func (p *process) where() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.base == "" && !p.over {
		p.changed.Wait()
	}
	return p.base
}
