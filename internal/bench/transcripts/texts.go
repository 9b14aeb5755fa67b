package transcripts

import (
	"math/rand/v2"
	"strings"
)

// vocabulary are the words of generated texts. Some need escaping.
var vocabulary = strings.Split("the door func return err nil package main \"quoted\" path/to/file.go:12: ok	error line\n if != {} count := range <html> naïve — 0.42s PASS", " ")

// oneSuspiciousOf is how rare a word is that triggers a search for secrets. In real transcripts such words stand in records with 15 to 18 % of
// all bytes. The longer the texts of a corpus are, the rarer the word must be.
const (
	oneSuspiciousOf     = 200
	oneSuspiciousOfLong = 2200
)

// Words returns a text with about length bytes.
func Words(random *rand.Rand, length int) string { return words(random, length, oneSuspiciousOf) }

func words(random *rand.Rand, length, oneSuspiciousOf int) string {
	var text strings.Builder
	for text.Len() < length {
		word := vocabulary[random.IntN(len(vocabulary))]
		if random.IntN(oneSuspiciousOf) == 0 {
			word = "token"
		}
		text.WriteString(word)
		text.WriteByte(' ')
	}
	return text.String()
}
