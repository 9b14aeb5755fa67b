package redact

import "strings"

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return isLower(c) || isUpper(c) }
func isAlnum(c byte) bool  { return isLetter(c) || isDigit(c) }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func lower(c byte) byte {
	if isUpper(c) {
		return c | 0x20
	}
	return c
}

func upper(c byte) byte {
	if isLower(c) {
		return c &^ 0x20
	}
	return c
}

// isSpace reports whether a byte is white space.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// isBlank reports whether a byte is white space within a line.
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isNameByte reports whether a byte can be part of the name of a variable, an option or a header.
func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' }

// isTokenByte reports whether a byte can be part of a token.
func isTokenByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

// all reports whether the text is not empty and each byte is of a class.
func all(text string, is func(byte) bool) bool {
	for i := range len(text) {
		if !is(text[i]) {
			return false
		}
	}
	return text != ""
}

// contains reports whether the text has a byte of a class.
func contains(text string, is func(byte) bool) bool {
	for i := range len(text) {
		if is(text[i]) {
			return true
		}
	}
	return false
}

// skip returns the first position from at on whose byte is not of a class.
func skip(text string, at int, is func(byte) bool) int {
	for at < len(text) && is(text[at]) {
		at++
	}
	return at
}

// skipBack returns the position of the first of the bytes of a class that end at at, at most limit bytes back.
func skipBack(text string, at, limit int, is func(byte) bool) int {
	for least := max(at-limit, 0); at > least && is(text[at-1]); {
		at--
	}
	return at
}

// lineStart returns the beginning of the line of at, at most limit bytes back.
func lineStart(text string, at, limit int) int {
	least := max(at-limit, 0)
	return least + 1 + strings.LastIndexByte(text[least:at], '\n')
}

// hasPrefixFold is strings.HasPrefix without regard to case.
func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
