package transcripts

import (
	"math/rand/v2"
	"strings"
)

// vocabulary are the words of generated texts. Some need escaping, and some trigger the patterns of redaction.
var vocabulary = strings.Split("the door func return err nil package main \"quoted\" path/to/file.go:12: ok	error line\n if != {} token count := range <html> naïve — 0.42s PASS", " ")

// Words returns a text with about length bytes.
func Words(random *rand.Rand, length int) string {
	var text strings.Builder
	for text.Len() < length {
		text.WriteString(vocabulary[random.IntN(len(vocabulary))])
		text.WriteByte(' ')
	}
	return text.String()
}
