package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// command runs the program to its end, with an input. When ctx is done, it is interrupted.
func (l *load) command(ctx context.Context, input []byte, args ...string) error {
	command := exec.CommandContext(ctx, l.target.binary, args...)
	command.Env, command.Stdin = l.target.environment, bytes.NewReader(input)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 10 * time.Second
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// prune deletes the days of the load that are no longer kept.
func (l *load) prune(ctx context.Context, _ int, _ *rand.Rand) error {
	return l.command(ctx, nil, "prune", "--db", l.target.db, "--older-than", l.calendar.firstKept(time.Now()))
}

// backup copies the database over the last copy.
func (l *load) backup(ctx context.Context, _ int, _ *rand.Rand) error {
	return l.command(ctx, nil, "backup", filepath.Join(l.target.folder, "backup.db"), "--db", l.target.db, "--force")
}

// hookSession returns the number of the present session of hooks.
func (l *load) hookSession() int {
	return int(time.Since(l.calendar.begun) / (housekeepForget * l.calendar.day))
}

func hookSessionID(number int) string { return fmt.Sprint("soak-hooked-", number) }

// runHook runs the command that an agent runs, with the next payload of the present session: its start, then prompts and calls.
func (l *load) runHook(ctx context.Context, n int, random *rand.Rand) error {
	payload := map[string]any{"session_id": hookSessionID(l.hookSession()), "cwd": "/home/dev/soak", "prompt_id": fmt.Sprint("soak-hook-", n/10), "permission_mode": "default"}
	tool := func(name string, n int) {
		payload["hook_event_name"], payload["tool_name"], payload["tool_use_id"] = name, "Bash", fmt.Sprint("toolu_hook_", n)
		payload["tool_input"] = map[string]any{"command": fmt.Sprint("go test ./... -count ", random.IntN(100))}
	}
	switch n % 10 {
	case 0:
		payload["hook_event_name"], payload["prompt"] = "UserPromptSubmit", "Make the cache faster"
	case 9:
		payload["hook_event_name"] = "Stop"
	case 1, 3, 5, 7:
		tool("PreToolUse", n)
	default:
		tool("PostToolUse", n-1)
		payload["tool_response"] = map[string]any{"stdout": "ok", "stderr": "", "interrupted": false}
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	begun := time.Now()
	err = l.command(ctx, body, "hook", "--agent", "claude", "--db", l.target.db)
	l.durations.add(timedHooks, time.Since(begun))
	return err
}

// runReference runs a command that only prints a line.
func (l *load) runReference(ctx context.Context, _ int, _ *rand.Rand) error {
	begun := time.Now()
	err := l.command(ctx, nil, "version")
	l.durations.add(timedReference, time.Since(begun))
	return err
}

// forget deletes the sessions of hooks before the last one.
func (l *load) forget(ctx context.Context, _ int, _ *rand.Rand) error {
	for ; l.forgotten < l.hookSession()-1; l.forgotten++ {
		if err := l.command(ctx, nil, "forget", hookSessionID(l.forgotten), "--yes", "--no-vacuum", "--db", l.target.db); err != nil {
			return err
		}
	}
	return nil
}
