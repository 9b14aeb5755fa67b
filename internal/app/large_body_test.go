package app_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestCompressedObservationsAreBounded sends bodies that are small until they are decompressed.
func TestCompressedObservationsAreBounded(t *testing.T) {
	r := start(t, nil)
	defer r.end(t)
	const one = `[{"stop":{"session_id":"s"}}]`
	huge := one + strings.Repeat(" ", 64<<20)
	for name, test := range map[string]struct {
		encoding string
		body     []byte
		want     int
	}{
		"plain":                       {"", []byte(one), http.StatusOK},
		"gzip":                        {"gzip", gzipped(t, one), http.StatusOK},
		"zstd":                        {"zstd", zstandard(t, one), http.StatusOK},
		"more than 20 MiB in gzip":    {"gzip", gzipped(t, huge), http.StatusRequestEntityTooLarge},
		"more than 20 MiB in zstd":    {"zstd", zstandard(t, huge), http.StatusRequestEntityTooLarge},
		"a frame with a large window": {"zstd", zstandard(t, huge, zstd.WithWindowSize(64<<20)), http.StatusUnprocessableEntity},
		"gzip that is cut":            {"gzip", gzipped(t, one)[:12], http.StatusUnprocessableEntity},
		"zstd that is none":           {"zstd", []byte(one), http.StatusUnprocessableEntity},
		"another encoding":            {"br", []byte(one), http.StatusUnsupportedMediaType},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.base+"/api/ingest/observations", bytes.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			if test.encoding != "" {
				request.Header.Set("Content-Encoding", test.encoding)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if text, _ := io.ReadAll(response.Body); response.StatusCode != test.want {
				t.Errorf("status %d: %s", response.StatusCode, text)
			}
		})
	}
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func zstandard(t *testing.T, text string, options ...zstd.EOption) []byte {
	t.Helper()
	encoder, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	return encoder.EncodeAll([]byte(text), nil)
}
