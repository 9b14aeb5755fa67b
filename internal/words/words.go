// Package words cuts texts and queries into words for full-text search. A word is a run of letters and digits in any script, compared in lower case
// and without accents, as the tokenizer of SQLite does. Package words adds what that cannot make: the pieces of words such as parseRetryAfter, and
// pairs of characters for scripts that write no spaces.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Phrase are words that follow each other.
type Phrase struct {
	// Words are in lower case and without accents. Those of a script without spaces are pairs of characters that overlap.
	Words []string
	// IsPrefix says that the last word may go on.
	IsPrefix bool
	// run are the characters of which Words are the pairs, "" for words of other scripts.
	run string
}

// Cut returns the phrases that a text must have to contain a term, none for a term without letters and digits. isPrefix says that the last word of the
// term may go on.
func Cut(term string, isPrefix bool) []Phrase {
	var phrases []Phrase
	var open Phrase
	finish := func() {
		if len(open.Words) > 0 {
			phrases = append(phrases, open)
		}
		open = Phrase{}
	}
	endsInWord := false
	each(term, func(from, to int) bool {
		endsInWord = to == len(term)
		for _, part := range scripts(term[from:to]) {
			if !isUnspaced(firstRune(part)) {
				open.Words = append(open.Words, fold(part))
				continue
			}
			finish()
			run := fold(part)
			phrases = append(phrases, Phrase{Words: pairs(run), IsPrefix: utf8.RuneCountInString(run) == 1, run: run})
		}
		return true
	})
	finish()
	if n := len(phrases); n > 0 && isPrefix && endsInWord && phrases[n-1].run == "" {
		phrases[n-1].IsPrefix = true
	}
	return phrases
}

// Pieces returns the words that are to be indexed beside those of a text, with spaces between them: the pieces of words in which capitals begin new
// words, each once, and the pairs of characters of scripts without spaces, in their order.
func Pieces(text string) string {
	var pieces strings.Builder
	seen := map[string]bool{}
	add := func(word string) {
		if pieces.Len() > 0 {
			pieces.WriteByte(' ')
		}
		pieces.WriteString(word)
	}
	each(text, func(from, to int) bool {
		word := text[from:to]
		if isLower(word) {
			return true
		}
		for _, part := range scripts(word) {
			if isUnspaced(firstRune(part)) {
				run := fold(part)
				for _, pair := range pairs(run) {
					add(pair)
				}
				if last, size := utf8.DecodeLastRuneInString(run); len(run) > size {
					add(string(last))
				}
				continue
			}
			humps := camel(part)
			if len(humps) == 1 && len(part) == len(word) {
				continue // it is a word by itself
			}
			for _, hump := range humps {
				if hump := fold(hump); len(hump) > 1 && !seen[hump] {
					seen[hump] = true
					add(hump)
				}
			}
		}
		return true
	})
	return pieces.String()
}

// each calls do with the places of the words of a text, until it returns false.
func each(text string, do func(from, to int) bool) {
	start := -1
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		switch inside := isWord(r); {
		case inside && start < 0:
			start = at
		case !inside && start >= 0:
			if !do(start, at) {
				return
			}
			start = -1
		}
		at += size
	}
	if start >= 0 {
		do(start, len(text))
	}
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unicode.Is(unicode.Co, r))
}

// isUnspaced reports whether a script writes no spaces between words.
func isUnspaced(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// isLower reports whether a word has no capitals and only characters of ASCII.
func isLower(word string) bool {
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// scripts divides a word where scripts without spaces begin and end.
func scripts(word string) []string {
	var parts []string
	start, was := 0, isUnspaced(firstRune(word))
	for at, r := range word {
		if is := isUnspaced(r); is != was {
			parts = append(parts, word[start:at])
			start, was = at, is
		}
	}
	return append(parts, word[start:])
}

// camel divides a word where capitals begin new words: parseHTTPHeader is parse, HTTP and Header.
func camel(word string) []string {
	var parts []string
	start := 0
	var before, last rune
	lastAt := 0
	for at, r := range word {
		switch {
		case at == 0:
		case unicode.IsUpper(r) && !unicode.IsUpper(last):
			parts, start = append(parts, word[start:at]), at
		case unicode.IsLower(r) && unicode.IsUpper(last) && unicode.IsUpper(before) && lastAt > start:
			parts, start = append(parts, word[start:lastAt]), lastAt
		}
		before, last, lastAt = last, r, at
	}
	return append(parts, word[start:])
}

// pairs returns the pairs of neighbouring characters of a run, or the run itself if it is one character.
func pairs(run string) []string {
	characters := []rune(run)
	if len(characters) < 2 {
		return []string{run}
	}
	all := make([]string, len(characters)-1)
	for i := range all {
		all[i] = string(characters[i : i+2])
	}
	return all
}

// fold returns a word in lower case and without accents.
func fold(word string) string {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return strings.Map(foldRune, norm.NFC.String(word))
		}
	}
	return strings.ToLower(word)
}

// foldRune returns a character in lower case and without accents, -1 for an accent.
func foldRune(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	if r >= utf8.RuneSelf && !unicode.Is(unicode.Hangul, r) {
		if decomposed := norm.NFD.PropertiesString(string(r)).Decomposition(); len(decomposed) > 0 {
			r = firstRune(string(decomposed))
		}
	}
	return unicode.ToLower(r)
}
