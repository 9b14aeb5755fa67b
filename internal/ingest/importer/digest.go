package importer

import (
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"io"
)

// tailLength is how many bytes at the end of what was read are compared each time a file has grown.
const tailLength = 4 << 10

// hashTogether is how many bytes are read at once to hash them.
const hashTogether = 64 << 10

// digest is the hash of what was read of a file. Its state is stored, so that it goes on with what is appended.
type digest struct{ hash hash.Hash }

// restoreDigest returns the digest whose state was stored, a new one for "", and false where the state cannot be read.
func restoreDigest(state string) (digest, bool) {
	d := digest{sha256.New()}
	if state == "" {
		return d, true
	}
	binary, err := base64.StdEncoding.DecodeString(state)
	if err != nil {
		return digest{sha256.New()}, false
	}
	restorable, ok := d.hash.(encoding.BinaryUnmarshaler)
	if !ok || restorable.UnmarshalBinary(binary) != nil {
		return digest{sha256.New()}, false
	}
	return d, true
}

// add adds a part of a file.
func (d digest) add(in io.ReaderAt, from, to int64) error {
	if to <= from {
		return nil
	}
	_, err := io.CopyBuffer(d.hash, io.NewSectionReader(in, from, to-from), make([]byte, min(to-from, hashTogether)))
	return err
}

// state returns the state to be stored, "" where there is none.
func (d digest) state() string {
	storable, ok := d.hash.(encoding.BinaryMarshaler)
	if !ok {
		return ""
	}
	binary, err := storable.MarshalBinary()
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(binary)
}

// sum returns the hash of what was added.
func (d digest) sum() string { return hex.EncodeToString(d.hash.Sum(nil)) }

// tailOf returns the hash of the end of what was read of a file, "" where it cannot be read.
func tailOf(in io.ReaderAt, offset int64) string {
	d := digest{sha256.New()}
	if d.add(in, max(0, offset-tailLength), offset) != nil {
		return ""
	}
	return d.sum()
}

// isRewritten reports whether what was read of a file is not there any more. That costs nothing for a file that did not change, and little for
// one that grew: what is inserted or removed moves the end of what was read. All that was read is compared where something other than an
// agent at work may have written the file: it is another file, it has its former size, or it was not written for a while before or since.
func isRewritten(in io.ReaderAt, f File, s State, finished bool) bool {
	if s.Offset > f.Size || !s.Head.BeginsFile(in) {
		return true
	}
	if s.Digest == "" {
		return s.Inode != f.Inode
	}
	if tailOf(in, s.Offset) != s.Tail {
		return true
	}
	if s.Inode == f.Inode && s.Size != f.Size && !s.Finished && !finished {
		return false
	}
	return !hasDigest(in, s)
}

// isReplaced reports whether a file that is read as a whole each time is another one, as far as its beginning and its size tell.
func isReplaced(in io.ReaderAt, f File, s State) bool {
	return s.Offset > f.Size || s.Inode != f.Inode || !s.Head.BeginsFile(in) || f.isPacked() && s.Size != f.Size
}

// hasDigest reports whether a file begins with what was read of it. A digest that cannot be compared says so.
func hasDigest(in io.ReaderAt, s State) bool {
	known, ok := restoreDigest(s.Digest)
	if !ok {
		return true
	}
	found := digest{sha256.New()}
	return found.add(in, 0, s.Offset) == nil && found.sum() == known.sum()
}

// remember extends the digest of the file to what was read of it by now. Files that are read as a whole each time have none.
func (p *pass) remember() {
	if p.packed || p.format.Document || p.in == nil {
		return
	}
	if p.digest.add(p.in, p.hashed, p.state.Offset) != nil {
		p.state.Digest, p.state.Tail = "", ""
		return
	}
	p.hashed = p.state.Offset
	p.state.Digest, p.state.Tail = p.digest.state(), tailOf(p.in, p.state.Offset)
}
