package database

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// FileError says in one sentence why a file cannot be used as an HtmlGraph database.
type FileError struct {
	// Path is the file as it was given.
	Path string
	// Reason is the rest of the sentence, with what to do next where there is something.
	Reason string
	// Err is the cause, if there is one.
	Err error
}

// Error returns the sentence.
func (e *FileError) Error() string {
	return fmt.Sprintf("cannot open %s: %s", terminal.Name(e.Path), e.Reason)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// fileState says what is at a path, as far as the file system knows.
type fileState int

const (
	fileAbsent fileState = iota
	fileEmpty
	fileDatabase
)

// createFile creates an empty file that only its user may read, because it will hold all that agents say and do. SQLite gives the files
// that it keeps beside a database the same permissions.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return &FileError{Path: path, Reason: "it cannot be created (" + err.Error() + ")", Err: err}
	}
	return file.Close()
}

var sqliteMagic = []byte("SQLite format 3\x00")

// examine reads the start of the file without SQLite, so that nothing is created or locked
// beside a file that is not a database.
func examine(path string, readOnly bool) (fileState, error) {
	refuse := func(reason string, err error) (fileState, error) {
		return fileAbsent, &FileError{Path: path, Reason: reason, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return examineParent(path, readOnly)
	case errors.Is(err, fs.ErrPermission):
		return refuse("permission denied", err)
	case err != nil:
		return refuse(err.Error(), err)
	case info.IsDir():
		return refuse("it is a folder; name the database file in it", nil)
	case !info.Mode().IsRegular():
		return refuse("it is not a regular file", nil)
	}
	return examineContent(path, info.Size(), readOnly)
}

func examineParent(path string, readOnly bool) (fileState, error) {
	parent := filepath.Dir(path)
	info, err := os.Stat(parent)
	if err != nil || !info.IsDir() {
		return fileAbsent, &FileError{Path: path, Reason: fmt.Sprintf("the folder %s does not exist; create it first", parent), Err: err}
	}
	if readOnly {
		return fileAbsent, &FileError{Path: path, Reason: "there is no such file"}
	}
	return fileAbsent, nil
}

func examineContent(path string, size int64, readOnly bool) (fileState, error) {
	flag := os.O_RDWR
	if readOnly {
		flag = os.O_RDONLY
	}
	file, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return fileAbsent, &FileError{Path: path, Reason: openReason(err, readOnly), Err: err}
	}
	defer file.Close()
	if size == 0 {
		return fileEmpty, nil
	}
	header := make([]byte, len(sqliteMagic))
	if _, err := io.ReadFull(file, header); err != nil || !bytes.Equal(header, sqliteMagic) {
		return fileAbsent, &FileError{Path: path, Reason: "it is not a SQLite database"}
	}
	return fileDatabase, nil
}

func openReason(err error, readOnly bool) string {
	if readOnly {
		return "permission denied"
	}
	if errors.Is(err, fs.ErrPermission) {
		return "no permission to write it; serve it with --read-only"
	}
	return "it cannot be opened for writing (" + err.Error() + "); serve it with --read-only"
}
