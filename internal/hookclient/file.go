package hookclient

import (
	"os"
	"path/filepath"
)

// writeFile writes a file that its user alone may read, so that others see all of it or nothing.
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
		os.Remove(file.Name()) //nolint:errcheck // the first failure is told
	}
	return err
}

// temporary is how the names of unfinished files begin.
const temporary = ".unfinished-"
