package cache

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

// keptHeaders are the header fields that belong to an answer; all others are the server's.
var keptHeaders = [...]string{"Content-Type", "Link", "X-Total-Count"}

// gzipFrom is the least size, in bytes, at which compressing a body pays.
const gzipFrom = 1400

// Entry is one encoded answer with status 200. It must not be changed once it is stored.
type Entry struct {
	// Header holds the fields that belong to the answer.
	Header http.Header
	Body   []byte
	// ETag is strong and quoted; the gzip variant has its own, see gzipETag.
	ETag string
	// Generation is that of the database before the answer was computed.
	Generation uint64
	// Stored is when the answer was computed.
	Stored time.Time

	zip *zipped
}

// zipped makes the compressed body at first need, once.
type zipped struct {
	once sync.Once
	body []byte
}

// newEntry returns the entry of an answer.
func newEntry(header http.Header, body []byte, generation uint64, now time.Time) *Entry {
	kept := http.Header{}
	for _, name := range keptHeaders {
		if values, ok := header[name]; ok {
			kept[name] = values
		}
	}
	sum := sha256.Sum256(body)
	return &Entry{
		Header: kept, Body: body, Generation: generation, Stored: now, zip: &zipped{},
		ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
}

// gzipETag is the ETag of the compressed variant: another representation needs another one.
func (e *Entry) gzipETag() string { return e.ETag[:len(e.ETag)-1] + `-gzip"` }

// gzipped returns the compressed body, nil where compressing does not pay.
func (e *Entry) gzipped() []byte {
	if len(e.Body) < gzipFrom || e.zip == nil {
		return nil
	}
	e.zip.once.Do(func() {
		var buffer bytes.Buffer
		writer := gzip.NewWriter(&buffer)
		_, err := writer.Write(e.Body)
		if err == nil && writer.Close() == nil && buffer.Len() < len(e.Body) {
			e.zip.body = buffer.Bytes()
		}
	})
	return e.zip.body
}

// size estimates the memory that the entry takes, in bytes.
func (e *Entry) size() int {
	const overhead = 512
	return 2*len(e.Body) + overhead // the compressed variant may come
}

// matches reports whether an If-None-Match header names this answer, in either variant.
func (e *Entry) matches(header string) bool {
	if header == "" {
		return false
	}
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == "*" || candidate == e.ETag || candidate == e.gzipETag() {
			return true
		}
	}
	return false
}
