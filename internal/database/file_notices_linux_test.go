package database

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestTheFileSystemNotifiesHoweverThePathIsWritten: a notice that is taken for one of another file is found only by the next poll.
func TestTheFileSystemNotifiesHoweverThePathIsWritten(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	if err := os.WriteFile("x.db", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("x.db", "link.db"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"x.db", "./x.db", filepath.Join("..", filepath.Base(folder), "x.db"), filepath.Join(folder, "x.db"), "link.db"} {
		t.Run(path, func(t *testing.T) {
			notices := newFileNotices(path)
			if notices == nil {
				t.Fatal("the file system does not notify")
			}
			defer notices.close()
			if err := os.WriteFile("x.db-wal", []byte("written"), 0o600); err != nil {
				t.Fatal(err)
			}
			for {
				select {
				case event := <-notices.events:
					if notices.concern(event) {
						return
					}
				case <-time.After(time.Minute):
					t.Fatal("no notice concerns the database")
				}
			}
		})
	}
}
