package hookclient

import (
	"os"
	"path/filepath"
)

// writeFile writes a file that only its user may read, in one step: other processes see all of it or nothing.
func writeFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), temporary+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name()) //nolint:errcheck // the first failure is returned
	}
	return err
}

// temporary is the beginning of the names of unfinished files.
const temporary = ".unfinished-"
