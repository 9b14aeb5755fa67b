package database

import (
	"bytes"
	"encoding/binary"
	"os"
	"sync"
)

// header is the beginning of a database file, in which SQLite describes it. https://www.sqlite.org/fileformat.html
type header [100]byte

// hasLog reports whether the database has a write-ahead log.
func (h header) hasLog() bool { return bytes.HasPrefix(h[:], sqliteMagic) && h[18] == 2 }

// logEpoch are the salts of a write-ahead log, which change whenever the log begins anew. The zero value is an epoch that is not known.
type logEpoch [8]byte

// content notices that another program copied a file over the open one. Such a program takes no locks, so SQLite notices nothing: it would
// read some pages from the new file, others from its cache and from the log of the old one, and copy the log into the new file.
//
// While a log is in use, only a checkpoint writes to the database file, and it writes pages of the log. So if the header of the file
// changes, and the log that was in use all the time has no page with the new header, another program has written it.
//
// Both files stay open from before the first connection is opened until after the last one is closed: to close a file ends the locks that
// SQLite has on it in this process.
type content struct {
	path string
	file *os.File

	mu    sync.Mutex
	index *os.File // the index of the log, nil for none
	known header
	epoch logEpoch
}

// openContent opens the file at path.
func openContent(path string) (*content, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &content{path: path, file: file}, nil
}

// begin remembers the file as it is now. The connections are open: without an index, the file has no log, or nobody can write it.
func (c *content) begin() {
	if index := c.openedIndex(); index == nil {
		c.openIndex()
	}
	epoch := c.readEpoch()
	known, _ := c.readHeader()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.epoch = known, epoch
}

func (c *content) openIndex() {
	index, err := os.Open(c.path + "-shm")
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.index = index
}

// openedIndex returns the index of the log, nil for none.
func (c *content) openedIndex() *os.File {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.index
}

// close closes the files. They were only read.
func (c *content) close() {
	if c.index != nil {
		c.index.Close() //nolint:errcheck // nothing is lost
	}
	c.file.Close() //nolint:errcheck // nothing is lost
}

func (c *content) readHeader() (h header, ok bool) {
	_, err := c.file.ReadAt(h[:], 0)
	return h, err == nil
}

// readEpoch returns the epoch of the log that the index is of.
func (c *content) readEpoch() (epoch logEpoch) {
	const at = 32 // https://www.sqlite.org/walformat.html
	if index := c.openedIndex(); index != nil {
		if _, err := index.ReadAt(epoch[:], at); err != nil {
			return logEpoch{}
		}
	}
	return epoch
}

// isOverwritten reports whether another program has written the file since the last call. It reports false where it cannot tell: without a
// log, or if the log began anew meanwhile, which the header may come from.
func (c *content) isOverwritten() bool {
	epoch := c.readEpoch() // before the header, which is then not of an earlier epoch
	found, ok := c.readHeader()
	c.mu.Lock()
	known, before := c.known, c.epoch
	c.mu.Unlock()
	if !ok {
		return false // it is being written, or was truncated
	}
	if found != known && known.hasLog() && c.isForeign(found, before) {
		return true
	}
	c.mu.Lock()
	c.known, c.epoch = found, epoch
	c.mu.Unlock()
	return false
}

// isForeign reports whether a header that was found in the file cannot come from the log, because that has been of one epoch since the last
// look.
func (c *content) isForeign(found header, epoch logEpoch) bool {
	if c.openedIndex() == nil || c.readEpoch() != epoch {
		return false
	}
	inLog, err := c.logHas(found)
	again, ok := c.readHeader() // a header that is just being written
	return err == nil && !inLog && ok && again == found && c.readEpoch() == epoch
}

// logHas reports whether a page in the log has a header. Pages of transactions that were not committed count too.
func (c *content) logHas(wanted header) (bool, error) {
	const (
		headerSize, frameHeaderSize = 32, 24
		pageSizeAt, saltsAt         = 8, 16
	)
	log, err := os.Open(c.path + "-wal") // it has no locks
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer log.Close()
	var start [headerSize]byte
	if _, err := log.ReadAt(start[:], 0); err != nil {
		return false, nil //nolint:nilerr // the log is empty
	}
	frameSize := frameHeaderSize + int64(binary.BigEndian.Uint32(start[pageSizeAt:]))
	var frame [frameHeaderSize + len(header{})]byte
	for at := int64(headerSize); ; at += frameSize {
		if _, err := log.ReadAt(frame[:], at); err != nil || !bytes.Equal(frame[8:16], start[saltsAt:saltsAt+8]) {
			return false, nil //nolint:nilerr // the log ends here
		}
		if binary.BigEndian.Uint32(frame[:]) == 1 && bytes.Equal(frame[frameHeaderSize:], wanted[:]) {
			return true, nil
		}
	}
}
