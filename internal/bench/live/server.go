package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a started process with its input and its printed lines.
type process struct {
	command *exec.Cmd
	lines   *bufio.Scanner
	input   io.WriteCloser
}

func start(ctx context.Context, name string, args ...string) (*process, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 16<<20)
	return &process{command: command, lines: lines, input: input}, command.Start()
}

// line returns the next printed line.
func (p *process) line() (string, error) {
	if p.lines.Scan() {
		return p.lines.Text(), nil
	}
	return "", fmt.Errorf("%s ended: %w", p.command.Path, io.ErrUnexpectedEOF)
}

// stop ends the process with SIGTERM.
func (p *process) stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	for p.lines.Scan() {
		continue
	}
	return p.command.Wait()
}

// startServer starts the server and returns its address.
func startServer(ctx context.Context, binary, db string) (*process, string, error) {
	server, err := start(ctx, binary, "serve", "--db", db, "--addr", "127.0.0.1:0", "--log-level", "error")
	if err != nil {
		return nil, "", err
	}
	line, err := server.line()
	return server, strings.TrimPrefix(line, "HtmlGraph listens on "), err
}

// memory returns the resident memory of the process in bytes.
func (p *process) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("no VmRSS")
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10, err
}

// ticksPerSecond is the unit of times in /proc on Linux.
const ticksPerSecond = 100

// cpu returns the processor time that the process has used.
func (p *process) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticksPerSecond, err
}
