package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"google.golang.org/protobuf/encoding/protowire"
)

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
		body, leave, err := s.readLargeBody(w, r, decompressors{codedGzip: ungzip})
		defer leave()
		switch {
		case errors.Is(err, errBusy):
			w.Header().Set("Retry-After", "1")
			status.fail(http.StatusTooManyRequests, "Too many exports at the same time. Try again later.")
		case errors.Is(err, errEncoding):
			writeProblem(w, http.StatusUnsupportedMediaType, "The body must be plain or compressed with gzip.", nil)
		case isTooLarge(err):
			status.fail(http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", MaxLargeBody))
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
