package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// MaxLargeBody is the size limit of an export and of a list of observations in bytes, both compressed and decompressed.
const MaxLargeBody = 20 << 20

// decompressor returns a reader of what a body contains.
type decompressor func(packed io.Reader) (io.Reader, func(), error)

// decompressors are those of the content encodings that an operation accepts.
type decompressors map[string]decompressor

// names lists the encodings in a sentence.
func (d decompressors) names() string {
	if len(d) == 1 {
		return codedGzip
	}
	return codedGzip + " or " + codedZstd
}

const (
	codedGzip = "gzip"
	codedZstd = "zstd"
)

// largeBody reads and decompresses a body of JSON that may be as large as an export.
func (s *server) largeBody(next http.Handler) http.Handler {
	accepted := decompressors{codedGzip: ungzip, codedZstd: unzstd}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != mediaJSON {
			w.Header().Set("Accept", mediaJSON)
			writeProblem(w, http.StatusUnsupportedMediaType, "The body must be "+mediaJSON+".", nil)
			return
		}
		body, leave, err := s.readLargeBody(w, r, accepted)
		defer leave()
		switch {
		case errors.Is(err, errBusy):
			s.busy(w, r)
		case errors.Is(err, errEncoding):
			w.Header().Set("Accept-Encoding", strings.ReplaceAll(accepted.names(), " or ", ", "))
			writeProblem(w, http.StatusUnsupportedMediaType, "The body must be plain or compressed with "+accepted.names()+".", nil)
		case isTooLarge(err):
			writeProblem(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", MaxLargeBody), nil)
		case err != nil || !json.Valid(body) || !utf8.Valid(body):
			s.requestError(w, r, errors.New("the body is not JSON"))
		default:
			r.Header.Del("Content-Encoding")
			r.Body, r.ContentLength = newBody(body), int64(len(body))
			next.ServeHTTP(w, r)
		}
	})
}

// largeAtOnce is how many large bodies are decompressed and decoded at the same time, but for small ones that are not compressed.
const largeAtOnce = 2

// enterLarge waits until a large body may be decompressed and decoded.
func (s *server) enterLarge(ctx context.Context) (leave func(), err error) {
	patience := time.NewTimer(bodyPatience)
	defer patience.Stop()
	select {
	case s.decoding <- struct{}{}:
		return func() { <-s.decoding }, nil
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, errBusy
}

// errEncoding means that the content encoding of a body is not supported.
var errEncoding = errors.New("unknown encoding")

// readLargeBody reads and decompresses the body. The caller calls leave when its content is stored, also where err is not nil.
func (s *server) readLargeBody(w http.ResponseWriter, r *http.Request, accepted decompressors) (content []byte, leave func(), err error) {
	encoding := r.Header.Get("Content-Encoding")
	decompress := accepted[encoding]
	if decompress == nil && encoding != "" && encoding != "identity" {
		return nil, func() {}, errEncoding
	}
	if r.ContentLength > MaxLargeBody {
		s.drain(r, MaxLargeBody)
		return nil, func() {}, &http.MaxBytesError{Limit: MaxLargeBody}
	}
	held, err := s.holdBody(r, MaxLargeBody)
	if err != nil {
		s.drain(r, MaxLargeBody)
		return nil, held.release, err
	}
	packed, err := readExactly(http.MaxBytesReader(w, r.Body, MaxLargeBody), r.ContentLength)
	if err != nil || held.budget == s.smallBodies {
		return packed, held.release, err
	}
	leaveLarge, err := s.enterLarge(r.Context())
	if err != nil {
		return nil, held.release, err
	}
	leave = func() {
		leaveLarge()
		held.release()
	}
	if decompress != nil {
		packed, err = unpack(packed, decompress)
	}
	return packed, leave, err
}

// readExactly reads a body of a size that is known, or -1.
func readExactly(body io.Reader, size int64) ([]byte, error) {
	var read bytes.Buffer
	read.Grow(int(max(size, 0)) + bytes.MinRead)
	_, err := read.ReadFrom(body)
	return read.Bytes(), err
}

// unpack decompresses a body, up to MaxLargeBody bytes.
func unpack(packed []byte, decompress decompressor) ([]byte, error) {
	reader, closeReader, err := decompress(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	defer closeReader()
	content, err := io.ReadAll(io.LimitReader(reader, MaxLargeBody+1))
	if err == nil && len(content) > MaxLargeBody {
		err = &http.MaxBytesError{Limit: MaxLargeBody}
	}
	return content, err
}

func ungzip(packed io.Reader) (io.Reader, func(), error) {
	reader, err := gzip.NewReader(packed)
	return reader, func() {}, err
}

// unzstd bounds the memory of a decoder: a frame may ask for a window of any size.
func unzstd(packed io.Reader) (io.Reader, func(), error) {
	reader, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxLargeBody), zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return nil, nil, err
	}
	return reader, reader.Close, nil
}
