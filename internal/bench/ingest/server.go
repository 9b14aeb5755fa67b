package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// newPath returns the path for a new database.
func (b *bench) newPath() string {
	b.databases++
	return filepath.Join(b.folder, fmt.Sprintf("%d.db", b.databases))
}

// serve starts a server on a database. It returns the address of the server and a function that stops it.
func (b *bench) serve(ctx context.Context, db string) (address string, stop func() error, err error) {
	command := exec.CommandContext(ctx, b.binary, "serve", "--db", db, "--addr", "127.0.0.1:0", "--log-level", "error")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	lines := bufio.NewScanner(output)
	if !lines.Scan() {
		return "", nil, errors.Join(errors.New("the server printed nothing"), command.Wait())
	}
	return strings.TrimPrefix(lines.Text(), "HtmlGraph listens on "), func() error {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		return command.Wait()
	}, nil
}
