package model

import (
	"encoding/json"
	"strings"
)

// Object returns the JSON object in text, or false for anything else: agents and older programs stored broken JSON, plain strings
// and lists where an object is expected.
func Object(text *string) (map[string]any, bool) {
	if text == nil || *text == "" {
		return nil, false
	}
	var object map[string]any
	if !json.Valid([]byte(*text)) {
		return nil, false
	}
	decoder := json.NewDecoder(strings.NewReader(*text))
	decoder.UseNumber() // numbers of any size stay unchanged
	if err := decoder.Decode(&object); err != nil || object == nil {
		return nil, false
	}
	return object, true
}

// Member returns a string member of a stored JSON object, "" where it is missing or not a string.
func Member(text *string, name string) string {
	object, _ := Object(text)
	value, _ := object[name].(string)
	return value
}

// Texts returns the strings in the JSON list in text. Other elements are left out. The result is never nil.
func Texts(text *string) []string {
	texts := []string{}
	if text == nil {
		return texts
	}
	var list []any
	if err := json.Unmarshal([]byte(*text), &list); err != nil {
		return texts
	}
	for _, item := range list {
		if s, ok := item.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}
