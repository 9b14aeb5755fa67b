package hookclient

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Secret is known to the programs of one user on one machine. It lies in the user's own folder, which no archive or repository contains.
// With it a server proves to hooks that it belongs to the user.
type Secret []byte

const (
	secretFile   = "secret"
	secretLength = 32
)

// StateFolder returns the folder for what programs of the user remember on this machine: $XDG_STATE_HOME/htmlgraph, or
// ~/.local/state/htmlgraph. It is "" without a home.
func StateFolder(home string, getenv func(string) string) string {
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "htmlgraph")
	}
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".local", "state", "htmlgraph")
}

// ReadSecret returns the secret in a state folder. It fails where there is none, or where others may read or change it.
func ReadSecret(state string) (Secret, error) {
	folder, err := os.Lstat(state)
	if err != nil {
		return nil, fmt.Errorf("read the secret of the user: %w", err)
	}
	if !folder.IsDir() || !isOwn(folder) || isWritableByOthers(folder) {
		return nil, fmt.Errorf("read the secret of the user: %s is not a folder of the user alone", state)
	}
	path := filepath.Join(state, secretFile)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("read the secret of the user: %w", err)
	}
	if !info.Mode().IsRegular() || !isOwn(info) || isReadableByOthers(info) || info.Size() != secretLength {
		return nil, fmt.Errorf("read the secret of the user: %s is not a file that the user alone can read; remove it", path)
	}
	return os.ReadFile(path)
}

// CreateSecret returns the secret in a state folder, and creates both where they do not exist.
func CreateSecret(state string) (Secret, error) {
	if state == "" {
		return nil, errors.New("create the secret of the user: there is no home folder")
	}
	if err := os.MkdirAll(state, 0o700); err != nil {
		return nil, fmt.Errorf("create the secret of the user: %w", err)
	}
	secret, err := ReadSecret(state)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	unfinished := filepath.Join(state, temporary+rand.Text()[:12])
	secret = make(Secret, secretLength)
	rand.Read(secret) //nolint:errcheck // it never fails
	if err := os.WriteFile(unfinished, secret, 0o600); err != nil {
		return nil, fmt.Errorf("create the secret of the user: %w", err)
	}
	defer os.Remove(unfinished) //nolint:errcheck // it is linked, or of no use
	// A link takes no name that exists: where two processes create a secret at the same time, both use the first.
	if err := os.Link(unfinished, filepath.Join(state, secretFile)); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("create the secret of the user: %w", err)
	}
	return ReadSecret(state)
}

// Proof returns the answer of the server at a URL that serves a database to a challenge. It holds for these alone: a program that passes
// a challenge on to the server gets an answer of no use to it.
func (s Secret) Proof(challenge, url, db string) string {
	sum := hmac.New(sha256.New, s)
	fmt.Fprintf(sum, "htmlgraph server\n%q\n%q\n%q", challenge, url, realPath(db))
	return hex.EncodeToString(sum.Sum(nil))
}

// realPath returns the absolute path of a database without symbolic links, so that hooks and servers that know it by different paths agree.
func realPath(db string) string {
	if absolute, err := filepath.Abs(db); err == nil {
		db = absolute
	}
	if real, err := filepath.EvalSymlinks(db); err == nil {
		return real
	}
	return db
}
