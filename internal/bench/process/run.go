// Package process runs programs and measures them.
package process

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Usage is what a run took.
type Usage struct {
	// CPU is the time in user mode and in the kernel.
	Wall, CPU time.Duration
	// Memory is the peak in bytes.
	Memory int64
}

// Run runs a program to its end. The error contains what a failed program printed.
func Run(ctx context.Context, program string, args ...string) (Usage, error) {
	var out bytes.Buffer
	command := exec.CommandContext(ctx, program, args...)
	command.Stdout, command.Stderr = &out, &out
	startedAt := time.Now()
	if err := command.Start(); err != nil {
		return Usage{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	var usage Usage
	for {
		select {
		case err := <-ended:
			usage.Wall, usage.CPU = time.Since(startedAt), command.ProcessState.UserTime()+command.ProcessState.SystemTime()
			if err != nil {
				return usage, fmt.Errorf("%w: %s", err, out.String())
			}
			return usage, nil
		case <-ticker.C:
			usage.Memory = max(usage.Memory, peakMemory(command.Process.Pid))
		}
	}
}

// peakMemory returns the peak memory of a running process in bytes, 0 for one that has ended. The usage that the system reports at
// the end of a process is too high: it includes the memory of the process from which it was forked.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
