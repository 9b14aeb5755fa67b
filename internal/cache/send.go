package cache

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Header values that all responses share.
var (
	revalidate = []string{"no-cache"}
	codedGzip  = []string{"gzip"}
)

// varyBy returns the value of Vary for responses that depend on headers: these, and what chooses the encoding.
func varyBy(headers []string) string {
	return strings.Join(append([]string{"Accept-Encoding"}, headers...), ", ")
}

// What bounds the memory of responses that are being sent: a client may read slowly, and the response that it gets may be of an old
// generation, which nothing else holds.
const (
	// smallBody is the size in bytes up to which a body counts for nothing.
	smallBody = 64 << 10
	// sentAtOnce is how many bytes of larger bodies are sent at the same time.
	sentAtOnce = 64 << 20
	// sendPatience is how long a response waits for others.
	sendPatience = 3 * time.Second
)

// sendInTurn sends the entry once there is room for it, and otherwise calls refuse.
func (c *Responses) sendInTurn(w http.ResponseWriter, r *http.Request, vary string, entry *Entry, refuse http.HandlerFunc) {
	size := int64(min(len(entry.Body), sentAtOnce))
	if size <= smallBody {
		send(w, r, vary, entry)
		return
	}
	if !c.sends.TryAcquire(size) {
		ctx, cancel := context.WithTimeout(r.Context(), sendPatience)
		defer cancel()
		if c.sends.Acquire(ctx, size) != nil {
			refuse(w, r)
			return
		}
	}
	defer c.sends.Release(size)
	send(w, r, vary, entry)
}

// send writes the entry, or a 304 where the client has it already. vary is added to what the middleware has stated already.
func send(w http.ResponseWriter, r *http.Request, vary string, entry *Entry) {
	header := w.Header()
	header["Cache-Control"] = revalidate
	header["Vary"] = append(header["Vary"], vary)
	etag, body := entry.ETag, entry.Body
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if compressed := entry.gzipped(); compressed != nil {
			etag, body = entry.gzipETag(), compressed
			header["Content-Encoding"] = codedGzip
		}
	}
	header["Etag"] = []string{etag}
	if entry.matches(strings.Join(r.Header["If-None-Match"], ",")) {
		delete(header, "Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	for name, values := range entry.Header {
		header[name] = values
	}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // the client may be gone
	}
}

// acceptsGzip reports whether an Accept-Encoding header accepts gzip: by name or by *, and not with q=0.
func acceptsGzip(header string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(coding, "gzip") && coding != "*" {
			continue
		}
		quality = strings.ReplaceAll(quality, " ", "")
		return quality != "q=0" && quality != "q=0.0" && quality != "q=0.00" && quality != "q=0.000"
	}
	return false
}
