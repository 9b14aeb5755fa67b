package access

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// The form of a token is hgt_PREFIX_SECRET_CHECKSUM. The prefix names it, 160 random bits make the secret, and the checksum is the CRC-32 of
// all before it: scanners for secrets recognise a token by it, and a mistyped token never reaches the database.
const (
	tokenMark   = "hgt_"
	prefixBytes = 5
	secretBytes = 20
	tokenLength = len(tokenMark) + 8 + 1 + 32 + 1 + 8
)

// letters writes random bytes in lower case, 8 letters for 5 bytes.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newToken returns a random token and its prefix.
func newToken(random io.Reader) (token, prefix string, err error) {
	bytes := make([]byte, prefixBytes+secretBytes)
	if _, err := io.ReadFull(random, bytes); err != nil {
		return "", "", fmt.Errorf("make a token: %w", err)
	}
	prefix = letters.EncodeToString(bytes[:prefixBytes])
	body := tokenMark + prefix + "_" + letters.EncodeToString(bytes[prefixBytes:])
	return body + "_" + checksum(body), prefix, nil
}

// parseToken returns the prefix of a text that has the form of a token and the right checksum, or false.
func parseToken(text string) (prefix string, ok bool) {
	if !IsToken(text) || len(text) != tokenLength {
		return "", false
	}
	end := tokenLength - 9
	if text[end] != '_' || text[end+1:] != checksum(text[:end]) {
		return "", false
	}
	return text[len(tokenMark) : len(tokenMark)+8], true
}

// IsToken reports whether a text claims to be a token of a person, as opposed to the one that the server was started with.
func IsToken(text string) bool { return strings.HasPrefix(text, tokenMark) }

func checksum(body string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(body))) }

// digest is what is stored of a token. A hash without salt suffices, because nobody can guess 160 random bits.
func digest(token string) [32]byte { return sha256.Sum256([]byte(token)) }
