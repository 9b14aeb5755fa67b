package words

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is where a phrase stands in a text, in bytes.
type Span struct {
	From, To int
	// Phrase is the number of the phrase in the list that was searched for.
	Phrase int
}

// Has reports whether a text contains all phrases.
func Has(text string, phrases []Phrase) bool {
	missing := make(map[int]bool, len(phrases))
	for i := range phrases {
		missing[i] = true
	}
	find(text, phrases, func(s Span) bool {
		delete(missing, s.Phrase)
		return len(missing) > 0
	})
	return len(missing) == 0
}

// Find returns where phrases stand in a text, at most so many, in the order of their places. Pieces of words are found too.
func Find(text string, phrases []Phrase, most int) []Span {
	var spans []Span
	find(text, phrases, func(s Span) bool {
		spans = append(spans, s)
		return len(spans) < most
	})
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	return spans
}

// token is a word with its place.
type token struct {
	from, to int
	word     string
}

// find calls found for each place of a phrase, until that returns false.
func find(text string, phrases []Phrase, found func(Span) bool) {
	longest := 1
	for _, p := range phrases {
		longest = max(longest, len(p.Words))
	}
	var recent []token // the last words, at most as many as the longest phrase has
	each(text, func(from, to int) bool {
		word := text[from:to]
		if len(recent) == longest {
			recent = slices.Delete(recent, 0, 1)
		}
		recent = append(recent, token{from, to, fold(word)})
		for i, p := range phrases {
			if p.run != "" {
				continue
			}
			if s, ok := p.endOf(recent); ok && !found(Span{s.From, s.To, i}) {
				return false
			}
		}
		return isLower(word) || findPieces(text, from, to, phrases, found)
	})
}

// endOf returns where a phrase stands that ends with the last of some words.
func (p *Phrase) endOf(recent []token) (Span, bool) {
	n := len(p.Words)
	if n == 0 || n > len(recent) {
		return Span{}, false
	}
	tail := recent[len(recent)-n:]
	for i, word := range p.Words {
		if tail[i].word == word || i == n-1 && p.IsPrefix && strings.HasPrefix(tail[i].word, word) {
			continue
		}
		return Span{}, false
	}
	return Span{From: tail[0].from, To: tail[n-1].to}, true
}

// findPieces looks for phrases in the pieces of a word. It returns false where found does.
func findPieces(text string, from, to int, phrases []Phrase, found func(Span) bool) bool {
	at := from
	whole := to - from
	for _, part := range scripts(text[from:to]) {
		if isUnspaced(firstRune(part)) {
			if !findRuns(part, at, phrases, found) {
				return false
			}
			at += len(part)
			continue
		}
		var humps []token
		for _, hump := range camel(part) {
			humps = append(humps, token{at, at + len(hump), fold(hump)})
			at += len(hump)
			if len(hump) == whole {
				continue // it is the word itself
			}
			for i, p := range phrases {
				if s, ok := p.endOf(humps); ok && p.run == "" && !found(Span{s.From, s.To, i}) {
					return false
				}
			}
		}
	}
	return true
}

// findRuns looks for phrases of scripts without spaces in a run of such a script, which begins at a place of a text.
func findRuns(run string, at int, phrases []Phrase, found func(Span) bool) bool {
	folded := run
	if f := fold(run); len(f) == len(run) {
		folded = f
	}
	for i, p := range phrases {
		if p.run == "" {
			continue
		}
		for start := 0; ; {
			next := strings.Index(folded[start:], p.run)
			if next < 0 {
				break
			}
			start += next
			if !found(Span{at + start, at + start + len(p.run), i}) {
				return false
			}
			start += len(p.run)
		}
	}
	return true
}

// Snippet is a piece of a text on one line, and where in it phrases stand, in characters.
type Snippet struct {
	Text  string
	Marks [][2]int64
}

// Lengths of a snippet, in characters: before the first match, and of all of it.
const (
	snippetBefore = 60
	snippetLength = 240
	// snippetSpans is how many places of phrases are looked at, and maxMarks how many of them are marked.
	snippetSpans = 500
	maxMarks     = 20
)

// SnippetOf returns the piece of a text in which most of the phrases stand, and false where none does.
func SnippetOf(text string, phrases []Phrase) (Snippet, bool) {
	spans := Find(text, phrases, snippetSpans)
	if len(spans) == 0 {
		return Snippet{}, false
	}
	best, most := 0, 0
	for i, first := range spans {
		has := map[int]bool{}
		for _, s := range spans[i:min(len(spans), i+maxMarks)] {
			if s.To > first.From+snippetLength-snippetBefore {
				break
			}
			has[s.Phrase] = true
		}
		if len(has) > most {
			best, most = i, len(has)
		}
	}
	from := back(text, spans[best].From, snippetBefore)
	to := forth(text, from, snippetLength)
	return mark(text, from, max(to, spans[best].To), spans[best:]), true
}

// mark returns a piece of a text with the places of phrases in it. Places that overlap are one.
func mark(text string, from, to int, spans []Span) Snippet {
	snippet := Snippet{Text: strings.Map(spaced, strings.ToValidUTF8(text[from:to], "�"))}
	end := from
	for _, s := range spans {
		if s.To > to || len(snippet.Marks) == maxMarks {
			break
		}
		if s.From < end {
			continue
		}
		begin := count(text[from:s.From])
		snippet.Marks = append(snippet.Marks, [2]int64{begin, begin + count(text[s.From:s.To])})
		end = s.To
	}
	return snippet
}

// count returns the number of characters of a text as a snippet has them.
func count(text string) int64 {
	return int64(utf8.RuneCountInString(strings.ToValidUTF8(text, "�")))
}

// spaced returns a space for a character that begins a new line or moves the cursor.
func spaced(c rune) rune {
	if c < ' ' || c == '\u2028' || c == '\u2029' {
		return ' '
	}
	return c
}

// back returns the place so many characters before another one.
func back(text string, place, characters int) int {
	for range characters {
		_, size := utf8.DecodeLastRuneInString(text[:place])
		place -= size
	}
	return place
}

// forth returns the place so many characters behind another one.
func forth(text string, place, characters int) int {
	for range characters {
		_, size := utf8.DecodeRuneInString(text[place:])
		place += size
	}
	return place
}
