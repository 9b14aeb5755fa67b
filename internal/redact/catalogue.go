package redact

import (
	"math"
	"regexp"
	"strings"
	"sync"
)

//go:generate go -C ../../.ci/redaction run . ../../internal/redact/catalogue_gen.go

// rule is a rule of the catalogue.
type rule struct {
	id string
	// keywords are in lower case. Each text that the pattern matches has one of them.
	keywords []string
	// pattern matches the secret in group, in the first group that is not empty, or as a whole.
	pattern string
	group   int
	// entropy is the minimum entropy of a secret in bits per byte.
	entropy float64
	// place is the position of the keywords.
	place place
	// prefix is the beginning of all tokens of the rule, or "".
	prefix string
}

// lazyRule is a rule whose pattern is compiled at its first use.
type lazyRule struct {
	*rule
	once    sync.Once
	machine *regexp.Regexp
}

func (r *lazyRule) compiled() *regexp.Regexp {
	r.once.Do(func() { r.machine = regexp.MustCompile(r.pattern) })
	return r.machine
}

// The pattern of a rule runs on the text around a keyword, this number of bytes before and after its beginning.
const (
	patternBefore = 64
	patternAfter  = 512
)

// place is the position of the keywords of a rule.
type place uint8

const (
	// inSecret keywords are part of the secret or of the word around it.
	inSecret place = iota
	// inName keywords are part of the name to which the secret is assigned.
	inName
	// anywhere keywords are somewhere near the secret.
	anywhere
)

// appendCatalogue appends the triggers of all keywords.
func appendCatalogue(list []trigger) []trigger {
	rules := make([]lazyRule, len(catalogue))
	for i := range catalogue {
		rules[i].rule = &catalogue[i]
		for _, keyword := range catalogue[i].keywords {
			list = append(list, trigger{word: keyword, fold: true, form: &rules[i]})
		}
	}
	return list
}

func (r *rule) isPossible(text string, start, end int) bool {
	switch r.place {
	case inName:
		return isAssigned(text, end)
	case anywhere:
		return hasLongWord(text, start)
	case inSecret:
	}
	return isLongWord(text, start)
}

// shortestSecret is the length of the shortest secret of the catalogue.
const shortestSecret = 12

// isAssigned reports whether a sign and a long word follow a name, as the patterns with place inName require.
func isAssigned(text string, at int) bool {
	text = text[:min(len(text), at+patternBefore*2)]
	end := skip(text, at, func(c byte) bool { return isNameByte(c) || isBlank(c) })
	if end-at > 40 {
		return false
	}
	end = skip(text, end, func(c byte) bool { return isSpace(c) || isQuote(c) })
	if end == len(text) || strings.IndexByte("=:>|?,", text[end]) < 0 {
		return false
	}
	end = skip(text, end, func(c byte) bool { return strings.IndexByte("=:>|?,", c) >= 0 || isSpace(c) || isQuote(c) })
	length := skip(text, end, isTokenByte) - end
	return length >= shortestSecret && contains(text[end:end+length], isDigit)
}

// isLongWord reports whether the word around a keyword is long enough for a secret.
func isLongWord(text string, start int) bool {
	isWord := func(c byte) bool { return !isSpace(c) && !isQuote(c) }
	return skip(text[:min(len(text), start+2*shortestSecret)], start, isWord)-skipBack(text, start, 2*shortestSecret, isWord) >= shortestSecret+4
}

// hasLongWord reports whether a word that is long enough for a secret follows.
func hasLongWord(text string, start int) bool {
	run := 0
	for i := start; i < min(len(text), start+patternAfter); i++ {
		run++
		if !isTokenByte(text[i]) && text[i] != '.' && text[i] != '|' {
			run = 0
		}
		if run > 2*shortestSecret {
			return true
		}
	}
	return false
}

// find runs the pattern on the text around a keyword, unless it ran there for another keyword.
func (r *lazyRule) find(s *search, start, _ int) {
	if start < s.searched[r.rule] {
		return
	}
	from, to := max(start-patternBefore, 0), min(start+patternAfter, len(s.text))
	s.remember(r.rule, to)
	part := s.text[from:to]
	for _, match := range r.compiled().FindAllStringSubmatchIndex(part, -1) {
		if match[1] == len(part) && to < len(s.text) {
			continue // it may go on
		}
		first, end := r.secret(match)
		if secret := part[first:end]; entropy(secret) > r.entropy && !isPlaceholder(secret) && !isReference(secret) {
			s.add(from+first, skip(s.text, from+end, isTokenByte)) // tokens may be longer than the rule knows
		}
	}
}

// remember stores how far the pattern of a rule has run. A secret in the second half of the last part may be incomplete there.
func (s *search) remember(r *rule, to int) {
	if s.searched == nil {
		s.searched = map[*rule]int{}
	}
	if to < len(s.text) {
		to -= patternAfter / 2
	}
	s.searched[r] = to
}

// secret returns the position of the secret in a match.
func (r *rule) secret(match []int) (start, end int) {
	if r.group > 0 {
		return match[2*r.group], match[2*r.group+1]
	}
	for i := 2; i < len(match); i += 2 {
		if match[i] >= 0 && match[i+1] > match[i] {
			return match[i], match[i+1]
		}
	}
	return match[0], match[1]
}

// entropy returns the Shannon entropy of a text in bits per byte.
func entropy(text string) float64 {
	var counts [256]int
	for i := range len(text) {
		counts[text[i]]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			share := float64(n) / float64(len(text))
			bits -= share * math.Log2(share)
		}
	}
	return bits
}
