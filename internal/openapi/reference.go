package openapi

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode/utf8"
)

// referencePrefix marks a value of a query parameter that is written as base64.
const referencePrefix = "~base64:"

// maxPlain is the length up to which a value is written as it is, in characters. All parameters for ids permit that.
const maxPlain = 512

// Reference returns a stored text as it is written in a link to a page. Other programs may store ids that a parameter does not permit: empty
// or very long ones, bytes that are no UTF-8, NUL. These are written as base64, and Validate gives handlers the text itself.
func Reference(text string) string {
	if text != "" && isText(text) && utf8.RuneCountInString(text) <= maxPlain && !strings.HasPrefix(text, referencePrefix) {
		return text
	}
	return referencePrefix + base64.RawURLEncoding.EncodeToString([]byte(text))
}

// references takes the values that are references out of a query, and returns the texts that they stand for, by the names of their parameters.
func references(query url.Values) map[string]string {
	texts := map[string]string{}
	for name, values := range query {
		if len(values) != 1 {
			continue
		}
		encoded, isReference := strings.CutPrefix(values[0], referencePrefix)
		if text, err := base64.RawURLEncoding.DecodeString(encoded); isReference && err == nil {
			texts[name] = string(text)
		}
	}
	return texts
}
