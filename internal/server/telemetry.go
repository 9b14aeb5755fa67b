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
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// MaxTelemetry is the size limit of an export in bytes, both compressed and decompressed.
const MaxTelemetry = 20 << 20

// Media types of the OpenTelemetry protocol.
const (
	mediaProtobuf = "application/x-protobuf"
	mediaJSON     = "application/json"
)

// telemetry reads and decompresses the body of an export. It makes errors of the handlers follow the protocol.
func (s *server) telemetry(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || (media != mediaProtobuf && media != mediaJSON) {
			w.Header().Set("Accept", mediaProtobuf+", "+mediaJSON)
			writeProblem(w, http.StatusUnsupportedMediaType, "The body must be "+mediaProtobuf+" or "+mediaJSON+".", nil)
			return
		}
		status := &statusWriter{ResponseWriter: w, media: media}
		body, leave, err := s.readExport(w, r)
		defer leave()
		switch {
		case errors.Is(err, errBusy):
			w.Header().Set("Retry-After", "1")
			status.fail(http.StatusTooManyRequests, "Too many exports at the same time. Try again later.")
		case errors.Is(err, errEncoding):
			writeProblem(w, http.StatusUnsupportedMediaType, "The body must be plain or compressed with gzip.", nil)
		case isTooLarge(err):
			status.fail(http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", MaxTelemetry))
		case err != nil:
			status.fail(http.StatusBadRequest, "The body cannot be read to its end.")
		case media == mediaJSON && !json.Valid(body):
			status.fail(http.StatusBadRequest, "The body is not JSON.")
		default:
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Del("Content-Encoding")
			r.Header.Set("Content-Type", media)
			next.ServeHTTP(status, r)
		}
	})
}

// exportsAtOnce is how many exports are decompressed and decoded at the same time, but for small ones that are not compressed.
const exportsAtOnce = 2

// enterExport waits until an export may be decompressed and decoded.
func (s *server) enterExport(ctx context.Context) (leave func(), err error) {
	patience := time.NewTimer(bodyPatience)
	defer patience.Stop()
	select {
	case s.exports <- struct{}{}:
		return func() { <-s.exports }, nil
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, errBusy
}

// errEncoding means that the content encoding of a body is not supported.
var errEncoding = errors.New("unknown encoding")

// readExport reads and decompresses the body. The caller calls leave when the export is stored, also where err is not nil.
func (s *server) readExport(w http.ResponseWriter, r *http.Request) (content []byte, leave func(), err error) {
	encoding := r.Header.Get("Content-Encoding")
	if encoding != "" && encoding != "identity" && encoding != "gzip" {
		return nil, func() {}, errEncoding
	}
	if r.ContentLength > MaxTelemetry {
		s.drain(r, MaxTelemetry)
		return nil, func() {}, &http.MaxBytesError{Limit: MaxTelemetry}
	}
	held, err := s.holdBody(r, MaxTelemetry)
	if err != nil {
		s.drain(r, MaxTelemetry)
		return nil, held.release, err
	}
	packed, err := readExactly(http.MaxBytesReader(w, r.Body, MaxTelemetry), r.ContentLength)
	if err != nil || held.budget == s.smallBodies {
		return packed, held.release, err
	}
	leaveExport, err := s.enterExport(r.Context())
	if err != nil {
		return nil, held.release, err
	}
	leave = func() {
		leaveExport()
		held.release()
	}
	if encoding == "gzip" {
		packed, err = unpack(packed)
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

// unpack decompresses an export, up to MaxTelemetry bytes.
func unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(reader, MaxTelemetry+1))
	if err == nil && len(content) > MaxTelemetry {
		err = &http.MaxBytesError{Limit: MaxTelemetry}
	}
	return content, err
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
}

// statusWriter writes errors as google.rpc.Status, in the media type of the request.
type statusWriter struct {
	http.ResponseWriter
	media string
}

// Unwrap returns the underlying writer.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// fail responds with an error. In this protocol, invalid data is a 400.
func (w *statusWriter) fail(status int, message string) {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	header := w.Header()
	header.Set("Content-Type", w.media)
	header.Set("Cache-Control", "no-store")
	header.Del("Content-Length")
	w.WriteHeader(status)
	w.Write(statusBody(w.media, rpcCode(status), message)) //nolint:errcheck // the client may be gone
}

func statusBody(media string, code int, message string) []byte {
	if media == mediaProtobuf {
		body := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(code))
		return protowire.AppendString(protowire.AppendTag(body, 2, protowire.BytesType), message)
	}
	body, err := json.Marshal(struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}{code, message})
	if err != nil { // cannot happen: it is a number and a string
		return nil
	}
	return body
}

// rpcCode returns the gRPC code for an HTTP status.
func rpcCode(status int) int {
	switch status {
	case http.StatusBadRequest:
		return 3 // invalid argument
	case http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return 8 // resource exhausted
	case http.StatusConflict:
		return 9 // failed precondition
	case http.StatusServiceUnavailable:
		return 14 // unavailable
	default:
		return 13 // internal
	}
}
