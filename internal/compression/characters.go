package compression

import "unicode/utf8"

// wholeCharacters returns a text without the piece of a character at its end.
func wholeCharacters(text string) string {
	for i := 1; i <= utf8.UTFMax && i <= len(text); i++ {
		if start := len(text) - i; utf8.RuneStart(text[start]) {
			if !utf8.FullRuneInString(text[start:]) {
				return text[:start]
			}
			break
		}
	}
	return text
}
