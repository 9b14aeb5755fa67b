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

// keptHeaders are the headers that belong to a stored response. The server sets all others.
var keptHeaders = [...]string{"Content-Security-Policy", "Content-Type", "Link", "X-Total-Count"}

// gzipFrom is the size in bytes from which on compressing a body pays off.
const gzipFrom = 1400

// Entry is an encoded response with status 200. It must not be changed after it is stored.
type Entry struct {
	// Header are the headers that belong to the response.
	Header http.Header
	Body   []byte
	// ETag is a strong, quoted ETag. The compressed variant has its own, see gzipETag.
	ETag string
	// Generation is the generation of the database before the response was computed.
	Generation uint64
	// Stored is the time at which the response was computed.
	Stored time.Time

	zip *zipped
}

// zipped compresses the body on first use, once.
type zipped struct {
	once sync.Once
	body []byte
}

// newEntry returns the entry of a response.
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

// gzipETag returns the ETag of the compressed variant. A different representation needs a different ETag.
func (e *Entry) gzipETag() string { return e.ETag[:len(e.ETag)-1] + `-gzip"` }

// gzipped returns the compressed body, nil where compressing does not pay off.
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

// size returns the approximate memory of the entry in bytes.
func (e *Entry) size() int {
	const overhead = 512
	return 2*len(e.Body) + overhead // the compressed variant may be added
}

// matches reports whether an If-None-Match header contains the ETag of this response, in either variant.
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
