package process

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// endsWithin is the longest time from SIGTERM to the end of a program, before it is killed.
const endsWithin = 10 * time.Second

// Process is a program that runs.
type Process struct {
	command *exec.Cmd
	lines   *bufio.Scanner
}

// Start starts a program with an environment. When ctx is done, the program gets SIGTERM. What it reports as errors goes to stderr.
func Start(ctx context.Context, environment []string, stderr io.Writer, program string, args ...string) (*Process, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Env, command.Stderr = environment, stderr
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = endsWithin
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &Process{command: command, lines: bufio.NewScanner(output)}, command.Start()
}

// ID returns the id of the process.
func (p *Process) ID() int { return p.command.Process.Pid }

// Line returns the next printed line.
func (p *Process) Line() (string, error) {
	if p.lines.Scan() {
		return p.lines.Text(), nil
	}
	return "", fmt.Errorf("%s ended: %w", p.command.Path, io.ErrUnexpectedEOF)
}

// Wait reads what is still printed, and waits for the end of the program.
func (p *Process) Wait() error {
	for p.lines.Scan() {
		continue
	}
	return p.command.Wait()
}

// OpenFiles returns the number of open file descriptors of a process.
func OpenFiles(pid int) (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(entries), err
}

// Memory returns the resident memory of a process in bytes.
func Memory(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0, fmt.Errorf("read the memory of process %d: %w", pid, err)
	}
	return kib << 10, nil
}
