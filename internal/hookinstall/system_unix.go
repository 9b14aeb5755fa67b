//go:build unix

package hookinstall

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// lockWait is how long a run waits for another one, and lockPoll how often it looks.
const (
	lockWait = 10 * time.Second
	lockPoll = 20 * time.Millisecond
)

// lockFolder locks a folder until unlock is called or the process ends. Where the file system has no locks, locked is false.
func lockFolder(ctx context.Context, folder string) (unlock func(), locked bool, err error) {
	file, err := os.OpenFile(folder, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return func() {}, false, nil // what is done next reports why
	}
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return func() { file.Close() }, true, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case !errors.Is(err, syscall.EWOULDBLOCK):
			file.Close()
			return func() {}, false, nil
		}
		select {
		case <-ctx.Done():
			file.Close()
			return func() {}, false, fmt.Errorf("another htmlgraph init changes the files in %s; run the command again when it has ended", folder)
		case <-time.After(lockPoll):
		}
	}
}

// keepOwner gives a file the owner and the group of another.
func keepOwner(file *os.File, like fs.FileInfo) error {
	now, err := file.Stat()
	if err != nil {
		return err
	}
	is, ok := now.Sys().(*syscall.Stat_t)
	should, likeOK := like.Sys().(*syscall.Stat_t)
	if !ok || !likeOK || is.Uid == should.Uid && is.Gid == should.Gid {
		return nil
	}
	if err := file.Chown(int(should.Uid), int(should.Gid)); err != nil {
		return fmt.Errorf("keep its owner: %w; run the command as that user", err)
	}
	return nil
}
