package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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

// usage is what the threads of a process have used so far.
type usage struct {
	cpu      time.Duration
	switches int64
}

// usage adds up the threads of the process. Linux counts their time in nanoseconds in schedstat, and their context switches in status.
func (p *process) usage() (usage, error) {
	var sum usage
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", p.command.Process.Pid))
	if err != nil {
		return sum, err
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(filepath.Join(thread, "schedstat"))
		if err != nil {
			return sum, err
		}
		var running int64
		if _, err := fmt.Sscan(string(stat), &running); err != nil {
			return sum, err
		}
		sum.cpu += time.Duration(running)
		status, err := os.ReadFile(filepath.Join(thread, "status"))
		if err != nil {
			return sum, err
		}
		for line := range strings.Lines(string(status)) {
			if name, value, _ := strings.Cut(line, ":"); strings.HasSuffix(name, "ctxt_switches") {
				count, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
				if err != nil {
					return sum, err
				}
				sum.switches += count
			}
		}
	}
	return sum, nil
}
