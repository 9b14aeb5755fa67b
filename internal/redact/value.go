package redact

import "strings"

// Limits of a value.
const (
	// maxValue is the number of bytes that are read of a quoted value.
	maxValue = 64 << 10
	// maxEscapes is the number of backslashes before a quote that is nested in several JSON strings.
	maxEscapes = 31
)

// value is text[start:end], without its quotes.
type value struct {
	text       string
	start, end int
	// quote is the opening quote with the backslashes that escape it, or "".
	quote string
	// call says that an unquoted value is the beginning of a call or an index.
	call bool
}

// valueAt reads the value that begins at a position, after blanks. wide means that a comma does not end an unquoted value, as in a shell.
func valueAt(text string, at int, wide bool) value {
	at = skip(text, at, isBlank)
	at = skipQuotePrefix(text, at)
	start := skip(text, at, func(c byte) bool { return c == '\\' })
	if start < len(text) && isQuote(text[start]) && start-at <= maxEscapes {
		if end := closingQuote(text, start+1, text[start], start-at); end >= 0 {
			return value{text: text[start+1 : end], start: start + 1, end: end, quote: text[at : start+1]}
		}
		// The text was truncated, or the quote does not open a value.
		end := bareEnd(text, start+1, true)
		return value{text: text[start+1 : end], start: start + 1, end: end, quote: text[at : start+1]}
	}
	end := bareEnd(text, at, wide)
	v := value{text: text[at:end], start: at, end: end}
	v.call = end < len(text) && (isQuote(text[end]) || text[end] == '\\') && end > at && (text[end-1] == '(' || text[end-1] == '[')
	return v
}

// skipQuotePrefix skips the letter before the quote in literals such as b"..." or @"...".
func skipQuotePrefix(text string, at int) int {
	if at+1 < len(text) && strings.IndexByte("bBfFrRuU@$", text[at]) >= 0 && (text[at+1] == '"' || text[at+1] == '\'') {
		return at + 1
	}
	return at
}

// closingQuote returns the position of the quote that ends a value, with its backslashes, or -1 if the line has none. The closing quote has as
// many backslashes as the opening one, plus complete escaped backslashes of the value. A quote within the value has another number.
func closingQuote(text string, at int, quote byte, escapes int) int {
	backslashes := 0
	for i := at; i < min(len(text), at+maxValue); i++ {
		switch c := text[i]; {
		case c == '\\':
			backslashes++
			continue
		case c == quote && backslashes%(2*(escapes+1)) == escapes:
			return i - escapes
		case c == '\n':
			return -1
		}
		backslashes = 0
	}
	return -1
}

// bareEnd returns the end of an unquoted value.
func bareEnd(text string, at int, wide bool) int {
	i := at
	for ; i < len(text); i++ {
		c := text[i]
		if isSpace(c) || isQuote(c) || c == '<' || c == '>' || c == ';' || c == '&' || c == '|' || c == ',' && !wide {
			break
		}
		if c == '\\' {
			if i+1 == len(text) || strings.IndexByte("nrt\"'\\", text[i+1]) >= 0 {
				break
			}
			i++ // what it escapes is part of the value
		}
		if strings.HasPrefix(text[i:], Mark) {
			i += len(Mark) - 1
		}
	}
	return at + len(trimClosing(text[at:min(i, len(text))]))
}

// trimClosing removes trailing brackets that the value does not open, and trailing punctuation. The bracket of a mark belongs to it.
func trimClosing(bare string) string {
	for bare != "" && !strings.HasSuffix(bare, Mark) {
		last := bare[len(bare)-1]
		opening, isBracket := map[byte]string{')': "(", ']': "[", '}': "{"}[last]
		switch {
		case isBracket && strings.Count(bare, opening) < strings.Count(bare, string(last)):
		case last == '.' || last == ':':
		default:
			return bare
		}
		bare = bare[:len(bare)-1]
	}
	return bare
}
