package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// ending is a command that is asked to end while it works, or waits for something that does not come.
type ending struct {
	command                        *exec.Cmd
	binary, folder, db, transcript string
	stderr                         bytes.Buffer
	// reached says that the command has come to what the test is about.
	reached func() bool
	// mayEnd says that the command may say at once that the file is locked.
	mayEnd bool
}

// run sets the command line.
func (e *ending) run(args ...string) {
	e.command = exec.Command(e.binary, args...)
	e.command.Dir = e.folder
	e.command.Env = append(os.Environ(), "HOME="+e.folder, "HTMLGRAPH_DB=", "XDG_STATE_HOME="+e.folder)
	e.command.Stderr = &e.stderr
}

// isIn reports whether a thread of the command is in a system call with a first argument, as the kernel shows it.
func (e *ending) isIn(call int, argument string) bool {
	return slices.ContainsFunc(e.calls(), func(text string) bool {
		fields := strings.Fields(text)
		return len(fields) > 1 && fields[0] == fmt.Sprint(call) && (argument == "" || fields[1] == argument)
	})
}

// calls returns in which system call each thread of the command is: its number, and its arguments.
func (e *ending) calls() []string {
	var calls []string
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", e.command.Process.Pid))
	for _, thread := range threads {
		text, _ := os.ReadFile(thread)
		calls = append(calls, strings.TrimSpace(string(text)))
	}
	return calls
}

// hasOpen reports whether the command has a file open.
func (e *ending) hasOpen(path string) bool {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", e.command.Process.Pid))
	return slices.ContainsFunc(files, func(file string) bool {
		to, _ := os.Readlink(file)
		return to == path
	})
}

// onFullPipe gives the command an output that nobody reads and that is full already. to is the number of the output.
func (e *ending) onFullPipe(t *testing.T, to int) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() })
	t.Cleanup(func() { writer.Close() })
	fd := int(writer.Fd()) // writes block from now on, unless that is changed
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for size := 64 << 10; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = syscall.Write(fd, make([]byte, size))
		}
	}
	if err := syscall.SetNonblock(fd, false); err != nil { // the command gets the same pipe
		t.Fatal(err)
	}
	e.command.Stdout = writer
	if to == 2 {
		e.command.Stdout, e.command.Stderr = nil, writer
	}
	e.reached = func() bool { return e.isIn(syscall.SYS_WRITE, fmt.Sprintf("0x%x", to)) }
}

// onLockedDatabase locks the database before the command opens it, for readers too.
func (e *ending) onLockedDatabase(t *testing.T) {
	t.Helper()
	lockAll(t, e.db)
	e.mayEnd = true
	e.reached = func() bool { return e.hasOpen(e.db) }
}

// sendToSilence has an import send to a server that takes connections and never answers.
func (e *ending) sendToSilence(t *testing.T, flags ...string) {
	t.Helper()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	var taken atomic.Bool
	go func() {
		if conn, err := silent.Accept(); err == nil {
			conn.Read(make([]byte, 1)) //nolint:errcheck // that something comes is enough
			taken.Store(true)
		}
	}()
	e.run(append([]string{"import", "--server", "http://" + silent.Addr().String(), e.transcript}, flags...)...)
	e.reached = taken.Load
}

// states are the commands and what each of them is at.
var states = map[string]func(t *testing.T, e *ending){
	"serve that nobody reads": func(t *testing.T, e *ending) {
		e.run("serve", "--db", e.db, "--addr", "127.0.0.1:0")
		e.onFullPipe(t, 1)
	},
	"serve whose log is full": func(t *testing.T, e *ending) {
		e.run("serve", "--db", e.db, "--addr", "127.0.0.1:0", "--log-level", "debug")
		e.onFullPipe(t, 2)
		out, isWriting, isAsked := &output{}, e.reached, false
		e.command.Stdout = out
		e.reached = func() bool {
			base := listening.FindStringSubmatch(out.String())
			if base != nil && !isAsked { // each request is logged
				isAsked = true
				go http.Get(base[1] + "/healthz") //nolint:errcheck,bodyclose // the answer waits for the log
			}
			return isWriting()
		}
	},
	"serve --demo": func(_ *testing.T, e *ending) {
		e.run("serve", "--demo", "--addr", "127.0.0.1:0")
		e.untilPrinted("listens on")
	},
	"serve --watch": func(_ *testing.T, e *ending) {
		e.run("serve", "--watch", "--db", e.db, "--addr", "127.0.0.1:0")
		e.untilPrinted("listens on")
	},
	"mock": func(_ *testing.T, e *ending) {
		e.run("mock", "--addr", "127.0.0.1:0")
		e.untilPrinted("responds as recorded")
	},
	"mock that nobody reads": func(t *testing.T, e *ending) { e.run("mock", "--addr", "127.0.0.1:0"); e.onFullPipe(t, 1) },
	"service whose system is silent": func(t *testing.T, e *ending) {
		reached := filepath.Join(e.folder, "reached")
		script := "#!/bin/sh\ntouch '" + reached + "'\nexec sleep 600\n"
		if err := os.WriteFile(filepath.Join(e.folder, "systemctl"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		e.run("service", "install")
		e.command.Env = append(e.command.Env, "PATH="+e.folder+":"+os.Getenv("PATH"), "XDG_CONFIG_HOME="+e.folder)
		e.reached = func() bool { _, err := os.Stat(reached); return err == nil }
	},
	"verify of a server that is silent": func(t *testing.T, e *ending) {
		silent, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { silent.Close() })
		var reached atomic.Bool
		go func() {
			if _, err := silent.Accept(); err == nil { // the connection stays open until the test ends
				reached.Store(true)
			}
		}()
		e.run("verify", "http://"+silent.Addr().String())
		e.reached = reached.Load
	},
	"serve on a locked file": func(t *testing.T, e *ending) {
		e.run("serve", "--db", e.db, "--addr", "127.0.0.1:0")
		e.onLockedDatabase(t)
	},
	"serve with prices of a pipe": func(t *testing.T, e *ending) {
		pipe := e.pipe(t)
		e.run("serve", "--db", e.db, "--addr", "127.0.0.1:0", "--prices", pipe)
		e.reached = func() bool { return e.isIn(syscall.SYS_OPENAT, "") }
	},
	"import that nobody reads": func(t *testing.T, e *ending) { e.run("import", "--db", e.db, e.transcript); e.onFullPipe(t, 1) },
	"import on a locked file":  func(t *testing.T, e *ending) { e.run("import", "--db", e.db, e.transcript); e.onLockedDatabase(t) },
	"import --watch": func(_ *testing.T, e *ending) {
		e.run("import", "--watch", "--db", e.db, e.transcript)
		e.untilPrinted("events")
	},
	"import that sends to a silent server":         func(t *testing.T, e *ending) { e.sendToSilence(t) },
	"import --watch that sends to a silent server": func(t *testing.T, e *ending) { e.sendToSilence(t, "--watch") },
	"import --watch that nobody reads": func(t *testing.T, e *ending) {
		e.run("import", "--watch", "--db", e.db, e.transcript)
		e.onFullPipe(t, 1)
	},
	"export that nobody reads": func(t *testing.T, e *ending) { e.run("export", "events", "--db", e.db); e.onFullPipe(t, 1) },
	"export on a locked file":  func(t *testing.T, e *ending) { e.run("export", "--db", e.db); e.onLockedDatabase(t) },
	"export to a pipe that nobody opens": func(t *testing.T, e *ending) {
		pipe := e.pipe(t)
		e.run("export", "--db", e.db, "-o", pipe)
		e.reached = func() bool { return e.isIn(syscall.SYS_OPENAT, "") }
	},
	"backup that nobody reads": func(t *testing.T, e *ending) {
		e.run("backup", "--db", e.db, filepath.Join(e.folder, "copy.db"))
		e.onFullPipe(t, 1)
	},
	"backup of a locked file": func(t *testing.T, e *ending) {
		e.run("backup", "--db", e.db, filepath.Join(e.folder, "copy.db"))
		e.onLockedDatabase(t)
	},
	"prune that nobody reads": func(t *testing.T, e *ending) { e.run("prune", "--older-than", "1d", "--db", e.db); e.onFullPipe(t, 1) },
	"prune of a locked file": func(t *testing.T, e *ending) {
		e.run("prune", "--older-than", "1d", "--db", e.db)
		e.onLockedDatabase(t)
	},
	"redact that nobody reads": func(t *testing.T, e *ending) { e.run("redact", "--db", e.db); e.onFullPipe(t, 1) },
	"redact of a locked file":  func(t *testing.T, e *ending) { e.run("redact", "--db", e.db); e.onLockedDatabase(t) },
	"forget that nobody reads": func(t *testing.T, e *ending) {
		e.run("forget", "s0", "--yes", "--db", e.transcripts(t))
		e.onFullPipe(t, 1)
	},
	"forget on a locked file":  func(t *testing.T, e *ending) { e.run("forget", "s0", "--yes", "--db", e.db); e.onLockedDatabase(t) },
	"doctor that nobody reads": func(t *testing.T, e *ending) { e.run("doctor", "--db", e.db); e.onFullPipe(t, 1) },
	"doctor on a locked file":  func(t *testing.T, e *ending) { e.run("doctor", "--db", e.db); e.onLockedDatabase(t) },
	"restore on a locked file": func(t *testing.T, e *ending) { e.run("restore", "s0", "--db", e.db); e.onLockedDatabase(t) },
	"token create on a locked file": func(t *testing.T, e *ending) {
		e.run("token", "create", "--name", "a", "--user", "b", "--scope", "read", "--db", e.db)
		e.onLockedDatabase(t)
	},
	"token create that nobody reads": func(t *testing.T, e *ending) {
		e.run("token", "create", "--name", "a", "--user", "b", "--scope", "read", "--db", e.db)
		e.onFullPipe(t, 1)
	},
	"token list that nobody reads": func(t *testing.T, e *ending) { e.run("token", "list", "--db", e.db); e.onFullPipe(t, 1) },
	"token revoke on a locked file": func(t *testing.T, e *ending) {
		e.run("token", "revoke", "abcdefgh", "--db", e.db)
		e.onLockedDatabase(t)
	},
	"show on a locked file":    func(t *testing.T, e *ending) { e.run("show", "s0", "--db", e.db); e.onLockedDatabase(t) },
	"show that nobody reads":   func(t *testing.T, e *ending) { e.run("show", "s0", "--db", e.transcripts(t)); e.onFullPipe(t, 1) },
	"reprice on a locked file": func(t *testing.T, e *ending) { e.run("reprice", "--db", e.db); e.onLockedDatabase(t) },
	"seed at work": func(_ *testing.T, e *ending) {
		e.run("seed", "--events", "100000000", "--db", filepath.Join(e.folder, "seeded.db"))
		e.reached = func() bool { files, _ := filepath.Glob(filepath.Join(e.folder, "*seeded.db*")); return len(files) > 0 }
	},
	"seed that nobody reads": func(t *testing.T, e *ending) {
		e.run("seed", "--events", "10", "--db", filepath.Join(e.folder, "seeded.db"))
		e.onFullPipe(t, 1)
	},
	"hook without a payload": func(t *testing.T, e *ending) {
		e.run("hook", "--db", e.db)
		if _, err := e.command.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		e.reached = func() bool { return e.isIn(syscall.SYS_READ, "0x0") }
	},
	"hook with a server that is silent": func(t *testing.T, e *ending) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		e.run("hook", "--db", e.db, "--server", "http://"+listener.Addr().String())
		e.command.Stdin = strings.NewReader(`{"session_id":"s","hook_event_name":"Stop"}`)
		e.reached = func() bool {
			client, err := listener.Accept()
			if err == nil {
				t.Cleanup(func() { client.Close() })
			}
			return err == nil
		}
	},
	"init that nobody reads":       func(t *testing.T, e *ending) { e.run("init", "--dry-run", "--agent", "claude"); e.onFullPipe(t, 1) },
	"version that nobody reads":    func(t *testing.T, e *ending) { e.run("version"); e.onFullPipe(t, 1) },
	"help that nobody reads":       func(t *testing.T, e *ending) { e.run("help"); e.onFullPipe(t, 1) },
	"completion that nobody reads": func(t *testing.T, e *ending) { e.run("completion", "bash"); e.onFullPipe(t, 1) },
}

// listening finds the address in what a server prints.
var listening = regexp.MustCompile(`listens on (http://\S+)`)

// untilPrinted waits for a text in the output of the command.
func (e *ending) untilPrinted(text string) {
	out := &output{}
	e.command.Stdout = out
	e.reached = func() bool { return strings.Contains(out.String(), text) }
}

// pipe makes a pipe that nobody opens.
func (e *ending) pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(e.folder, "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// transcripts imports the transcript, and returns the database.
func (e *ending) transcripts(t *testing.T) string {
	t.Helper()
	if out, err := exec.Command(e.binary, "import", "--db", e.db, e.transcript).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	return e.db
}

// TestEachCommandEndsSoonAfterSIGTERM whatever it is at.
func TestEachCommandEndsSoonAfterSIGTERM(t *testing.T) {
	binary := buildBinary(t)
	expectAllCommands(t, binary)
	for name, begin := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			e := &ending{binary: binary, folder: folder, db: filepath.Join(folder, "h.db"), transcript: filepath.Join(folder, "s0.jsonl")}
			if err := seed.Write(t.Context(), e.db, seed.Options{Events: 500, End: time.Now(), Number: 1}); err != nil {
				t.Fatal(err)
			}
			const line = `{"type":"user","sessionId":"s0","uuid":"u0","timestamp":"2026-02-01T10:00:00.000Z","message":{"role":"user","content":"Begin"}}` + "\n"
			if err := os.WriteFile(e.transcript, []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			begin(t, e)
			if err := e.command.Start(); err != nil {
				t.Fatal(err)
			}
			e.expectEnd(t)
		})
	}
}

// toReach is how long a command may take to come to its state: it only ends a hang.
const toReach = 2 * time.Minute

// expectEnd waits until the command has come to its state, and ends it.
func (e *ending) expectEnd(t *testing.T) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- e.command.Wait() }()
	if !e.waitUntilReached(t, ended) {
		return
	}
	if err := e.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 130) && !e.isRefused() {
			t.Errorf("it ended with %v: %s", err, e.stderr.String())
		}
	case <-time.After(toEnd):
		t.Errorf("it still runs after %s", toEnd)
		e.command.Process.Kill()
		<-ended
	}
	if said := e.stderr.String(); strings.Contains(said, lastResort) {
		t.Errorf("it said %s", said)
	}
}

// isRefused reports whether the command ended because the file is locked, as it may. It is for a command that has ended.
func (e *ending) isRefused() bool { return e.mayEnd && strings.Contains(e.stderr.String(), "locked") }

// waitUntilReached waits until the command has come to its state, and returns false where it ended before, as it may.
func (e *ending) waitUntilReached(t *testing.T, ended <-chan error) bool {
	t.Helper()
	for deadline := time.Now().Add(toReach); !e.reached(); {
		select {
		case err := <-ended:
			if e.isRefused() {
				return false
			}
			t.Fatalf("it ended with %v before it came to what the test is about: %s", err, e.stderr.String())
		case <-time.After(time.Millisecond):
		}
		if time.Now().After(deadline) {
			calls := e.calls()
			e.command.Process.Kill()
			<-ended
			t.Fatalf("after %s it has not come to what the test is about; its threads are in the system calls %v; it said %s", toReach, calls, e.stderr.String())
		}
	}
	return true
}

// expectAllCommands expects that there is a state for each command that the program has.
func expectAllCommands(t *testing.T, binary string) {
	t.Helper()
	help, err := exec.Command(binary, "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(help), "Available Commands:")
	list, _, _ = strings.Cut(list, "\n\n")
	commands := regexp.MustCompile(`(?m)^  (\S+)`).FindAllStringSubmatch(list, -1)
	if len(commands) < 10 {
		t.Fatalf("commands in %s", help)
	}
	for _, command := range commands {
		found := false
		for name := range states {
			found = found || strings.HasPrefix(name, command[1]+" ")
		}
		if !found {
			t.Errorf("there is no state for %s", command[1])
		}
	}
}
