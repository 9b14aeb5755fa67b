package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Blob is a picture or a document.
type Blob struct {
	// SHA256 is the hash of the data, by which they are stored once.
	SHA256, MIME string
	// Bytes is the size of the data. Data is nil where they are too large to be kept.
	Bytes int64
	Data  []byte
}

// NewBlob returns what is kept of data that a source calls by a kind: the data, if they are what a page can show. Of all other data the kind and the
// size are kept: they may be a text, which nobody looked through for secrets.
func NewBlob(mime string, data []byte) *Blob {
	shown := shownKind(data)
	if shown == "" || len(data) > MaxBlob {
		return &Blob{MIME: mime, Bytes: int64(len(data))}
	}
	digest := sha256.Sum256(data)
	return &Blob{SHA256: hex.EncodeToString(digest[:]), MIME: shown, Bytes: int64(len(data)), Data: data}
}

// shownKind returns the MIME type of data that a page can show, by their first bytes, "" for all other data: what a source calls them is not to be
// relied on.
func shownKind(data []byte) string {
	for _, kind := range []struct{ mime, magic string }{
		{"image/png", "\x89PNG\r\n\x1a\n"}, {"image/jpeg", "\xff\xd8\xff"}, {"image/gif", "GIF87a"}, {"image/gif", "GIF89a"}, {"application/pdf", "%PDF-"},
	} {
		if bytes.HasPrefix(data, []byte(kind.magic)) {
			return kind.mime
		}
	}
	if len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP" {
		return "image/webp"
	}
	return ""
}
