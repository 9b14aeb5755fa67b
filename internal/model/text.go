package model

// Cut returns the first n characters (code points) of text, and whether there are more.
func Cut(text string, n int) (string, bool) {
	count := 0
	for i := range text {
		if count == n {
			return text[:i], true
		}
		count++
	}
	return text, false
}

// Or returns *text, or fallback where text is nil or empty.
func Or(text *string, fallback string) string {
	if text == nil || *text == "" {
		return fallback
	}
	return *text
}

// NonEmpty returns a pointer to text, or nil for an empty text.
func NonEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
