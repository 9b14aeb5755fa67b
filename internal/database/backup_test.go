package database_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// features counts the work items of a database; pair holds one of each two that were stored together.
func features(t *testing.T, db *database.DB) (all, unpaired int) {
	t.Helper()
	type counts struct {
		All      int `bun:"all_items"`
		Unpaired int `bun:"unpaired"`
	}
	row, err := database.Value[counts](t.Context(), db, `SELECT (SELECT count(*) FROM features) AS all_items,
		(SELECT count(*) FROM features AS f WHERE NOT EXISTS
			(SELECT 1 FROM features AS g WHERE g.id = iif(f.id LIKE 'a%', 'b', 'a') || substr(f.id, 2))) AS unpaired`)
	if err != nil {
		t.Fatal(err)
	}
	return row.All, row.Unpaired
}

// TestABackupIsOfOneMoment copies a database while another goroutine stores pairs. No copy has only one of a pair.
func TestABackupIsOfOneMoment(t *testing.T) {
	db := testkit.OpenDatabase(t, "")
	padding := strings.Repeat("x", 20_000) // several steps of the copy
	pair := func(n int) {
		err := db.Transaction(t.Context(), func(ctx context.Context, tx *database.Tx) error {
			for _, kind := range []string{"a", "b"} {
				_, err := database.Exec(ctx, tx, "INSERT INTO features (id, type, title, description, status, priority) VALUES (? || ?, 'feature', 'x', ?, 'todo', 'high')", kind, n, padding)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for n := range 300 {
		pair(n)
	}
	var stop atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := 300; !stop.Load() && !t.Failed(); n++ {
			pair(n)
		}
	}()
	target := filepath.Join(t.TempDir(), "copy.db")
	last := 0
	for range 3 {
		steps := 0
		size, err := database.Backup(t.Context(), database.BackupOptions{Path: db.Path(), Target: target, Replace: true, Progress: func(int, int) { steps++ }})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(target)
		if err != nil || info.Size() != size || info.Mode().Perm() != 0o600 || steps < 2 {
			t.Errorf("size %d, returned %d, mode %v, %d steps: %v", info.Size(), size, info.Mode(), steps, err)
		}
		copied, err := database.Open(t.Context(), database.Options{Path: target, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		all, unpaired := features(t, copied)
		if all < max(600, last) || unpaired != 0 {
			t.Errorf("%d work items, %d without the other one", all, unpaired)
		}
		last = all
		copied.Close()
	}
	stop.Store(true)
	<-done
}

func TestABackupThatFailsLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	source := filepath.Join(folder, "source.db")
	db, err := database.Open(t.Context(), database.Options{Path: source})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	other := filepath.Join(folder, "other.db")
	os.WriteFile(other, []byte("precious"), 0o600)
	text := filepath.Join(folder, "text.db")
	os.WriteFile(text, []byte("no database at all"), 0o600)
	given, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx            context.Context
		source, target string
		replace        bool
		says           string
	}{
		"something exists":     {t.Context(), source, other, false, "it exists already"},
		"it is the database":   {t.Context(), source, source, true, "it is the database itself"},
		"it is a folder":       {t.Context(), source, folder, true, "it is not a regular file"},
		"a part of it":         {t.Context(), source, source + "-wal", true, "SQLite keeps a part"},
		"no folder":            {t.Context(), source, filepath.Join(folder, "no", "x.db"), false, "no file can be created"},
		"no database":          {t.Context(), text, filepath.Join(folder, "x.db"), false, "it is not a SQLite database"},
		"nothing to copy":      {t.Context(), filepath.Join(folder, "absent.db"), filepath.Join(folder, "x.db"), false, "no such file"},
		"cancelled on the way": {given, source, filepath.Join(folder, "x.db"), false, "canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := database.Backup(test.ctx, database.BackupOptions{Path: test.source, Target: test.target, Replace: test.replace})
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
			if content, _ := os.ReadFile(other); string(content) != "precious" {
				t.Errorf("what was there is %q", content)
			}
			if left, _ := filepath.Glob(filepath.Join(folder, ".htmlgraph-backup-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
