package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// headLength is how many bytes at the beginning of a file are compared to notice that the file was replaced.
const headLength = 1 << 10

// head returns the hash of the first length bytes, and how many bytes there are.
func head(in io.ReaderAt, length int64) (read int64, digest string) {
	hash := sha256.New()
	read, err := io.Copy(hash, io.NewSectionReader(in, 0, length))
	if err != nil {
		return 0, ""
	}
	return read, hex.EncodeToString(hash.Sum(nil))
}

// sameHead reports whether the file still begins as it did when it was read.
func sameHead(in io.ReaderAt, s State) bool {
	if s.Path == "" {
		return true
	}
	read, digest := head(in, s.HeadLength)
	return s.Head == "" || read == s.HeadLength && digest == s.Head
}
