package hookinstall

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

// maxSize is the largest settings file that is read, in bytes.
const maxSize = 4 << 20

// maxLinks is how many symbolic links are followed from one file to another.
const maxLinks = 40

// content is what a file is: its text, or that it does not exist.
type content struct {
	text   []byte
	exists bool
}

// followLinks returns the file to which a link leads, which need not exist: people keep their settings elsewhere.
func followLinks(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for range maxLinks {
		folder, name := filepath.Split(path)
		folder, err := realFolder(folder)
		if err != nil {
			return path, err
		}
		path = filepath.Join(folder, name)
		link, _ := os.Readlink(path) //nolint:errcheck // it is no link: opening it tells what else it is
		if link == "" {
			return path, nil
		}
		if filepath.IsAbs(link) {
			path = link
		} else {
			path = folder + string(filepath.Separator) + link
		}
	}
	return path, fmt.Errorf("%s: too many symbolic links", path)
}

// realFolder returns a folder with the links in its path resolved, as far as it exists.
func realFolder(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path) // not of the cleaned path: ".." after a link is the parent of where the link leads
	parent, name := filepath.Split(strings.TrimRight(path, string(filepath.Separator)))
	if err == nil || !errors.Is(err, fs.ErrNotExist) || name == "" {
		return real, err
	}
	parent, err = realFolder(parent)
	return filepath.Join(parent, name), err
}

// checkWithin returns an error where a path, whose links are resolved, is not within a folder.
func checkWithin(folder, path string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if folder, err = filepath.EvalSymlinks(folder); err != nil {
		return err
	}
	if inside, err := filepath.Rel(folder, path); err != nil || !filepath.IsLocal(inside) {
		return fmt.Errorf("a symbolic link leads out of the project, to %s; it is left as it is: replace the link, or run htmlgraph init without --project", path)
	}
	return nil
}

// readSettings reads a settings file.
func readSettings(path string) (content, error) { return readFile(path, maxSize) }

// readFile reads a file of limited size. It refuses what is not a file, without waiting for anyone to write to a pipe.
func readFile(path string, limit int64) (content, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return content{}, nil
	}
	if err != nil {
		return content{}, err
	}
	if err := checkKind(path, info); err != nil {
		return content{}, err
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return content{}, err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return content{}, err
	}
	if err := checkKind(path, info); err != nil { // it may have been replaced
		return content{}, err
	}
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s is larger than %d MB", path, limit>>20)
	}
	return content{text: text, exists: true}, err
}

// checkKind returns an error for what is not an ordinary file.
func checkKind(path string, info fs.FileInfo) error {
	kind := "a special file"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return fmt.Errorf("%s is %s, not a file", path, kind)
}

// checkWritable returns an error for a file, or else its folder, that is protected against writing, also for users who could write to it
// nevertheless.
func checkWritable(path string) error {
	for _, at := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(at)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o200 == 0 {
			return protectedError(at, errors.New("it is read-only"))
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return protectedError(path, err)
	}
	return file.Close()
}

// protectedError says what to do about a file or a folder that cannot be written.
func protectedError(path string, err error) error {
	if pathError := new(fs.PathError); errors.As(err, &pathError) {
		err = pathError.Err
	}
	return fmt.Errorf("%s cannot be written: %w; make it writable for you (chmod u+w) and run the command again", path, err)
}

// createFolder creates a folder, and returns those that it created, the outermost first.
func createFolder(path string, mode fs.FileMode) ([]string, error) {
	var created []string
	for at := path; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		created = append([]string{at}, created...)
	}
	if err := os.MkdirAll(path, mode); errors.Is(err, fs.ErrPermission) && len(created) > 0 {
		return nil, protectedError(filepath.Dir(created[0]), err)
	} else if err != nil {
		return nil, fmt.Errorf("create the folder: %w", err)
	}
	return created, nil
}

// temporary are the names of the files that replace writes: those of an earlier run that was killed are removed.
const temporary = ".htmlgraph-*"

var temporaryName = regexp.MustCompile(`^\.htmlgraph-[0-9]+$`)

// replace replaces a file in one step, so that an agent reads either all of the new text or the old. The new file has the mode and the owner
// of one that exists, like being that or another.
func replace(path string, text []byte, like string) error {
	file, err := os.CreateTemp(filepath.Dir(path), temporary)
	if err != nil {
		return protectedError(filepath.Dir(path), err)
	}
	_, err = file.Write(text)
	if info, statErr := os.Stat(like); err == nil && statErr == nil {
		err = errors.Join(keepOwner(file, info), file.Chmod(info.Mode().Perm()))
	}
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name()) //nolint:errcheck // the first failure is returned
	}
	return err
}

// removeTemporary removes what a killed run left in a folder. The caller holds the folder locked, so no other run uses these files.
func removeTemporary(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && temporaryName.MatchString(entry.Name()) {
			os.Remove(filepath.Join(folder, entry.Name())) //nolint:errcheck // it is tried again the next time
		}
	}
}
