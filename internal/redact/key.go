package redact

import "strings"

func keyTriggers() []trigger {
	return []trigger{{word: "-----BEGIN ", form: functions{check: checkKey}}}
}

const (
	keyBegin = "-----BEGIN "
	keyEnd   = "-----END "
	keyName  = "PRIVATE KEY"
	dashes   = "-----"
)

// checkKey replaces a private key in PEM, up to its end or the end of the text. A title without a key stays.
func checkKey(s *search, start, _ int) {
	at := start + len(keyBegin)
	title := strings.Index(s.text[at:min(len(s.text), at+maxName)], dashes)
	if title < 0 || !strings.Contains(s.text[at:at+title], keyName) {
		return
	}
	body := at + title + len(dashes)
	end := keyBodyEnd(s.text, body)
	rest := s.text[end:]
	switch {
	case strings.HasPrefix(rest, keyEnd):
		if length := strings.Index(rest[len(keyEnd):min(len(rest), maxName+len(keyEnd))], dashes); length >= 0 {
			s.add(start, end+len(keyEnd)+length+len(dashes))
		}
	case isKeyMaterial(s.text[body:end], end == len(s.text)):
		s.add(start, end)
	}
}

// keyBodyEnd returns the end of the lines of a key: base64, headers such as Proc-Type, and line breaks, which may be escaped.
func keyBodyEnd(text string, at int) int {
	for i := at; i < len(text); i++ {
		c := text[i]
		if strings.HasPrefix(text[i:], keyEnd) {
			return i
		}
		if !isAlnum(c) && !isSpace(c) && strings.IndexByte("+/=\\:,-.()|>\"'*#", c) < 0 || strings.HasPrefix(text[i:], dashes) {
			return i
		}
		if isQuote(c) && !isJoinedQuote(text, i) {
			return i
		}
	}
	return len(text)
}

// isJoinedQuote reports whether a quote separates parts of a key that a program joins.
func isJoinedQuote(text string, i int) bool {
	if i+1 >= len(text) {
		return false
	}
	near := skip(text, i+1, func(c byte) bool { return isSpace(c) || c == '+' || c == '\\' })
	if near < len(text) && isQuote(text[near]) {
		return near > i+1
	}
	before := skipBack(text, i, maxName, func(c byte) bool { return isSpace(c) || c == '+' || c == '\\' })
	return before < i && before > 0 && isQuote(text[before-1])
}

// isKeyMaterial reports whether lines without an end belong to a key: a line break, and base64 that is long or reaches the end of the text.
func isKeyMaterial(body string, toEnd bool) bool {
	lines := strings.TrimLeft(body, " \t\r\n\\nr")
	if len(lines) == len(body) {
		return false
	}
	length := skip(lines, 0, func(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '=' })
	return length >= 40 || toEnd && length > 0
}
