//go:build unix

package hookinstall_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// TestWhatIsNoFileIsRefusedAtOnce: a pipe must not be opened by waiting for its other end.
func TestWhatIsNoFileIsRefusedAtOnce(t *testing.T) {
	for name, test := range map[string]struct {
		create func(path string) error
		says   string
	}{
		"a named pipe": {func(path string) error { return syscall.Mkfifo(path, 0o600) }, "is a named pipe, not a file"},
		"a socket": {func(path string) error {
			listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
			if err == nil {
				listener.SetUnlinkOnClose(false)
				listener.Close()
			}
			return err
		}, "is a socket, not a file"},
		"a folder": {func(path string) error { return os.Mkdir(path, 0o755) }, "is a folder, not a file"},
		"a device": {func(path string) error { return os.Symlink(os.DevNull, path) }, "is a device, not a file"},
		"a loop":   {func(path string) error { return os.Symlink(path, path) }, "too many"},
	} {
		for _, linked := range []bool{false, true} {
			for _, o := range []hookinstall.Options{options(false, false), options(true, false), options(false, true)} {
				t.Run(name, func(t *testing.T) {
					folder, path := home(t, find(t, "claude"), "")
					at := path
					if linked {
						at = filepath.Join(folder, "s")
						os.Symlink("s", path)
					}
					if err := test.create(at); err != nil {
						t.Skip(err)
					}
					before, _ := os.Lstat(at)
					if _, err := hookinstall.Apply(t.Context(), find(t, "claude"), folder, o); err == nil || !strings.Contains(err.Error(), test.says) {
						t.Errorf("error = %v, want %q", err, test.says)
					}
					if after, err := os.Lstat(at); err != nil || !os.SameFile(before, after) {
						t.Errorf("it was replaced: %v", err)
					}
				})
			}
		}
	}
}

func TestAPipeAsFolderIsRefusedAtOnce(t *testing.T) {
	folder := filepath.Join(tempFolder(t), ".claude")
	if err := syscall.Mkfifo(folder, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := hookinstall.Apply(t.Context(), find(t, "claude"), folder, options(false, false)); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("error = %v", err)
	}
}

func TestProtectedFilesStay(t *testing.T) {
	for name, test := range map[string]struct {
		protect func(folder, path string) string
		dry     bool
	}{
		"a file":         {protect: func(_, path string) string { os.Chmod(path, 0o444); return path }},
		"a file, tried":  {protect: func(_, path string) string { os.Chmod(path, 0o444); return path }, dry: true},
		"a folder":       {protect: func(folder, _ string) string { os.Chmod(folder, 0o555); return folder }},
		"a linked file":  {protect: func(_, path string) string { return linkTo(path, 0o400) }},
		"an absent file": {protect: func(folder, path string) string { os.Remove(path); os.Chmod(folder, 0o555); return folder }},
	} {
		t.Run(name, func(t *testing.T) {
			folder, path := home(t, find(t, "claude"), "{}\n")
			protected := test.protect(folder, path)
			t.Cleanup(func() { os.Chmod(folder, 0o755) })
			o := recorded(t, false)
			o.DryRun = test.dry
			_, err := hookinstall.Apply(t.Context(), find(t, "claude"), folder, o)
			expectOnly(t, filepath.Dir(filepath.Dir(o.Records)))
			if err == nil || !strings.Contains(err.Error(), protected+" cannot be written: ") || !strings.Contains(err.Error(), "chmod u+w") {
				t.Errorf("error = %v", err)
			}
			if text, err := os.ReadFile(path); err == nil && string(text) != "{}\n" {
				t.Errorf("became %q", text)
			}
		})
	}
}

// TestAFailedRunLeavesNothing: the file cannot be replaced after its original was stored.
func TestAFailedRunLeavesNothing(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "{ }")
	o := recorded(t, false)
	taken := path + ".20260318T120000.000.bak"
	os.Mkdir(taken, 0o755)
	if _, err := hookinstall.Apply(t.Context(), find(t, "claude"), folder, o); err == nil || !strings.Contains(err.Error(), "back up the settings") {
		t.Errorf("error = %v", err)
	}
	expectOnly(t, folder, path, taken)
	expectOnly(t, filepath.Dir(filepath.Dir(o.Records)))
}

// linkTo moves a file elsewhere, puts a link in its place, and returns where the file is.
func linkTo(path string, mode os.FileMode) string {
	moved := path + ".moved"
	os.Rename(path, moved)
	os.Chmod(moved, mode)
	os.Symlink(moved, path)
	return moved
}

func TestOwnerAndModeStay(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	folder, path := home(t, find(t, "claude"), "{}\n")
	os.Chown(path, 1234, 2345)
	os.Chmod(path, 0o604)
	o := recorded(t, false)
	for _, each := range []hookinstall.Options{o, removing(o)} {
		outcome := apply(t, find(t, "claude"), folder, each)
		for _, file := range []string{path, outcome.Backup} {
			info, err := os.Stat(file)
			if file == "" || outcome.Removed > 0 && file == outcome.Backup {
				continue
			}
			if stat, ok := info.Sys().(*syscall.Stat_t); err != nil || !ok || stat.Uid != 1234 || stat.Gid != 2345 || info.Mode().Perm() != 0o604 {
				t.Errorf("%s: %+v", file, info)
			}
		}
	}
}

// TestTemporaryFilesOfKilledRunsAreRemoved, unless a run is alive: it holds its folder locked.
func TestTemporaryFilesOfKilledRunsAreRemoved(t *testing.T) {
	folder, path := home(t, find(t, "claude"), "{}\n")
	left, other, named := filepath.Join(folder, ".htmlgraph-123456"), filepath.Join(folder, ".htmlgraph-notes"), filepath.Join(folder, ".htmlgraph-1")
	write(t, left, "x")
	write(t, other, "x")
	os.Mkdir(named, 0o755)
	alive, err := os.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(alive.Fd()), syscall.LOCK_EX); err != nil {
		t.Skip(err)
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := hookinstall.Apply(impatient, find(t, "claude"), folder, options(false, false)); err == nil || !strings.Contains(err.Error(), "another htmlgraph init") {
		t.Errorf("error = %v", err)
	}
	apply(t, find(t, "claude"), folder, options(false, true))
	expectOnly(t, folder, named, left, other, path)
	alive.Close()
	apply(t, find(t, "claude"), folder, options(true, false))
	expectOnly(t, folder, named, other, path)
}
