package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/bench/process"
)

// target is what the load is put on: a server, and an import that watches a folder, on one database.
type target struct {
	binary, folder, db string
	// base is the URL of the server.
	base string
	// watched is the folder whose transcripts the server reads, imported the one that the import reads.
	watched, imported string
	environment       []string
	server, importer  *process.Process
}

// startTarget starts the programs in a folder. When ctx is done, they end.
func startTarget(ctx context.Context, binary, folder string, log *troubles) (target, error) {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return target{}, err
	}
	t := target{
		binary: binary, folder: folder, db: filepath.Join(folder, "database", "soak.db"),
		watched: filepath.Join(folder, "served", "projects", "-home-dev-soak"), imported: filepath.Join(folder, "imported", "projects", "-home-dev-soak"),
		environment: []string{
			"HOME=" + folder, "XDG_STATE_HOME=" + filepath.Join(folder, "state"), "TMPDIR=" + filepath.Join(folder, "temporary"),
			"CLAUDE_CONFIG_DIR=" + filepath.Join(folder, "served"),
		},
	}
	for _, made := range []string{filepath.Dir(t.db), t.watched, t.imported, filepath.Join(folder, "temporary")} {
		if err := os.MkdirAll(made, 0o700); err != nil {
			return t, err
		}
	}
	if t.server, err = process.Start(ctx, t.environment, log, binary, "serve", "--db", t.db, "--addr", "127.0.0.1:0", "--watch", "--log-level", "warn"); err != nil {
		return t, err
	}
	line, err := t.server.Line()
	if err != nil {
		return t, errors.Join(err, t.server.Wait(), log.err())
	}
	t.base = strings.TrimPrefix(line, "HtmlGraph listens on ")
	t.importer, err = process.Start(ctx, t.environment, log, binary, "import", "--watch", "--db", t.db, t.imported)
	return t, err
}

// wait waits until both programs have ended, for which the context of startTarget must be done. An import that watches ends with a code that
// says that it was interrupted.
func (t target) wait() error {
	var failed error
	for _, p := range []*process.Process{t.importer, t.server} {
		if p == nil {
			continue
		}
		err := p.Wait()
		var exit *exec.ExitError
		if errors.Is(err, context.Canceled) || p == t.importer && errors.As(err, &exit) && exit.ExitCode() == exitInterrupted {
			err = nil
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// exitInterrupted is the exit code of a command that was interrupted.
const exitInterrupted = 130
