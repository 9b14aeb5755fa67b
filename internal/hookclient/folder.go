package hookclient

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// localFolder returns the folder beside a database for what concerns this machine alone: the address of the server, and the spool.
func localFolder(db string) string { return db + ".local" }

// gitignore is the file that keeps the folder out of git: a token and the words of an agent do not belong in the history of a project.
const gitignore = ".gitignore"

// temporary is the beginning of the names of unfinished files.
const temporary = ".unfinished-"

// errFolder marks a folder that is not used, because others may have made it what it is.
var errFolder = errors.New("the folder is not used")

// folder is the local folder of a database, which may come from a stranger: as part of an archive or a repository. All files are opened
// relative to it, so nothing is read or written elsewhere, whatever links are in it.
type folder struct{ *os.Root }

// openFolder opens the local folder of a database. See openPrivate.
func openFolder(db string) (folder, error) { return openPrivate(localFolder(db)) }

// openPrivate opens a folder of the user alone. It must be a folder, not a link to one, and belong to the user, and others must not be able to write to
// it. Where it does not exist the error is fs.ErrNotExist.
func openPrivate(path string) (folder, error) {
	if there, err := os.Lstat(path); err == nil && !there.IsDir() { // to open a pipe would wait for its other end
		return folder{}, fmt.Errorf("%w: %s is a link or a file", errFolder, path)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return folder{}, fmt.Errorf("open a folder of the user: %w", err)
	}
	opened, err := root.Stat(".")
	if err == nil {
		err = checkPrivate(path, opened)
	}
	if err != nil {
		return folder{}, errors.Join(err, root.Close())
	}
	return folder{root}, nil
}

// checkPrivate checks that a path is itself the folder that was opened, and that it belongs to the user alone.
func checkPrivate(path string, opened fs.FileInfo) error {
	there, err := os.Lstat(path)
	switch {
	case err != nil:
		return err
	case !there.IsDir() || !os.SameFile(there, opened):
		return fmt.Errorf("%w: %s is a link", errFolder, path)
	case !isOwn(opened):
		return fmt.Errorf("%w: %s belongs to another user", errFolder, path)
	case isWritableByOthers(opened):
		return fmt.Errorf("%w: others may write to %s", errFolder, path)
	}
	return nil
}

// createFolder opens the local folder of a database, and creates it for its user alone where it does not exist.
func createFolder(db string) (folder, error) {
	path := localFolder(db)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return folder{}, fmt.Errorf("create the folder of the database: %w", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return folder{}, fmt.Errorf("create the folder beside the database: %w", err)
	}
	f, err := openFolder(db)
	if err != nil {
		return folder{}, err
	}
	if _, err := f.Lstat(gitignore); err == nil {
		return f, nil
	}
	if err := f.write(gitignore, []byte("*\n")); err != nil {
		return folder{}, errors.Join(fmt.Errorf("keep the folder beside the database out of git: %w", err), f.Close())
	}
	return f, nil
}

// write writes a file that only its user may read, in one step: other processes see all of it or nothing.
func (f folder) write(name string, content []byte) error {
	unfinished := temporary + rand.Text()[:12]
	file, err := f.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = cmp.Or(err, file.Close()); err == nil {
		err = f.Rename(unfinished, name)
	}
	if err != nil {
		f.Remove(unfinished) //nolint:errcheck // the first failure is returned
	}
	return err
}

// errIrregular is the error of a name that is no file of the user, or one that is too large.
var errIrregular = errors.New("it is no file of the user, or too large")

// read reads a file that belongs to the user and has at most limit bytes. It does not wait for the other end of a pipe.
func (f folder) read(name string, limit int64) ([]byte, fs.FileInfo, error) {
	if there, err := f.Lstat(name); err != nil || !there.Mode().IsRegular() {
		return nil, nil, cmp.Or(err, errIrregular)
	}
	file, err := f.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() || !isOwn(info) || info.Size() > limit {
		return nil, nil, errIrregular
	}
	content, err := io.ReadAll(io.LimitReader(file, limit))
	return content, info, err
}

// maxListed bounds the files of the folder that are looked at.
const maxListed = 20_000

// list returns the files of the folder, sorted by name.
func (f folder) list() ([]fs.DirEntry, error) {
	opened, err := f.Open(".")
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	entries, err := opened.ReadDir(maxListed)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// removeFolder removes the local folder of a database if it contains nothing of use.
func removeFolder(db string) {
	f, err := openFolder(db)
	if err != nil {
		return
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	if entries, err := f.list(); err == nil && len(entries) == 1 && entries[0].Name() == gitignore {
		f.Remove(gitignore)        //nolint:errcheck // the next one tries again
		os.Remove(localFolder(db)) //nolint:errcheck // as above
	}
}
