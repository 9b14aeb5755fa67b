package transcript

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// headLength is how many bytes at the beginning of a file are compared to notice that the file was replaced.
const headLength = 1 << 10

// Head is the beginning of a file, by which the file is known to be the same still.
type Head struct {
	// Length is the number of its bytes, and Digest their hash.
	Length int64
	Digest string
}

// HeadOf returns the beginning of a file of which a number of bytes was read. It is empty where the file cannot be read.
func HeadOf(in io.ReaderAt, read int64) Head {
	beginning := make([]byte, max(0, min(read, headLength)))
	length, err := in.ReadAt(beginning, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Head{}
	}
	digest := sha256.Sum256(beginning[:length])
	return Head{Length: int64(length), Digest: hex.EncodeToString(digest[:])}
}

// BeginsFile reports whether a file begins with h. A file that could not be read then may begin with anything.
func (h Head) BeginsFile(in io.ReaderAt) bool {
	return h.Digest == "" || HeadOf(in, h.Length) == h
}
