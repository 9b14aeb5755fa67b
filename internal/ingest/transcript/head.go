package transcript

import (
	"crypto/sha256"
	"encoding/hex"
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
	hash := sha256.New()
	length, err := io.Copy(hash, io.NewSectionReader(in, 0, min(read, headLength)))
	if err != nil {
		return Head{}
	}
	return Head{Length: length, Digest: hex.EncodeToString(hash.Sum(nil))}
}

// BeginsFile reports whether a file begins with h. A file that could not be read then may begin with anything.
func (h Head) BeginsFile(in io.ReaderAt) bool {
	return h.Digest == "" || HeadOf(in, h.Length) == h
}
