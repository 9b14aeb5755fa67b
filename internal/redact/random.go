package redact

// looksRandom reports whether a text has at least least bytes and looks generated: digits, lower-case and upper-case letters alternate more
// often than in joined words.
func looksRandom(text string, least int) bool {
	if len(text) < least {
		return false
	}
	var s shape
	for i := range len(text) {
		s.see(text[i])
	}
	s.see('-')
	if s.runs == 0 {
		return false
	}
	mean := float64(s.total) / float64(s.runs)
	switch {
	case s.other > s.total/4:
		return false
	case s.digits >= 2 && s.digits < s.total:
		return s.longest >= 12 && mean <= 4.5 || mean <= 2.2
	default:
		return s.digits < s.total && s.total >= 16 && mean <= 2.2
	}
}

// shape counts the letters and digits of a text, and the runs of one class.
type shape struct {
	total, digits, runs, other int
	// segment is the number of letters and digits since the last sign; longest is its maximum.
	segment, longest int
	last             byte
}

func (s *shape) see(c byte) {
	class := classOf(c)
	if class == 0 {
		s.longest = max(s.longest, s.segment)
		s.segment, s.last = 0, 0
		if !isTokenByte(c) && c != '.' && c != '=' && c != '+' && c != '/' && c != '~' {
			s.other++
		}
		return
	}
	s.total++
	s.segment++
	if class == 'd' {
		s.digits++
	}
	if class != s.last {
		s.runs++
	}
	s.last = class
}

// classOf returns the class of a letter or digit, or 0.
func classOf(c byte) byte {
	switch {
	case isLower(c):
		return 'l'
	case isUpper(c):
		return 'u'
	case isDigit(c):
		return 'd'
	default:
		return 0
	}
}

// longestWord is the maximum length of a word.
const longestWord = 16

// isOfWords reports whether a text consists of words and short numbers, like the names of classes, packages and files.
func isOfWords(text string) bool {
	for start := 0; start < len(text); {
		end := skip(text, start, isAlnum)
		if !isCompound(text[start:end]) {
			return false
		}
		start = end + 1
	}
	return true
}

// isCompound reports whether a text is a word, or words in camel case, with a short number at the end.
func isCompound(text string) bool {
	letters := skip(text, 0, isLetter)
	if len(text)-letters > 4 || !all(text[letters:], isDigit) && letters < len(text) {
		return false
	}
	if all(text[:letters], isUpper) {
		return letters <= longestWord
	}
	for start := 0; start < letters; {
		end := skip(text[:letters], start+1, isLower)
		if end-start < 3 || end-start > longestWord {
			return false
		}
		start = end
	}
	return true
}
