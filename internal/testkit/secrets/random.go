package secrets

import (
	"math/rand/v2"
	"strings"
)

// Alphabets of random values.
const (
	lower   = "abcdefghijklmnopqrstuvwxyz"
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
	alnum   = upper + lower + digits
	hex     = digits + "abcdef"
	word    = alnum + "-_"
	base64  = alnum + "+/"
	bech32  = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
	capital = upper + "234567"
)

// maker makes random values.
type maker struct{ *rand.Rand }

// of returns a value of a length. It begins and ends with a letter or digit, and has a digit if the alphabet has digits.
func (m maker) of(alphabet string, length int) string {
	value := make([]byte, length)
	for i := range value {
		value[i] = alphabet[m.IntN(len(alphabet))]
	}
	firm := strings.Trim(alphabet, "-_+/")
	value[0], value[length-1] = firm[m.IntN(len(firm))], firm[m.IntN(len(firm))]
	if length > 4 && strings.ContainsAny(alphabet, digits) {
		value[length/2] = "234567"[m.IntN(6)]
	}
	return string(value)
}

// password returns twelve letters and digits.
func (m maker) password() string {
	return m.of(lower, 4) + m.of(digits, 2) + m.of(alnum, 6)
}

// signed returns letters and digits with a sign between them.
func (m maker) signed(sign string) string { return m.of(alnum, 5) + sign + m.of(alnum, 7) }
