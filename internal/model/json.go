package model

import (
	"encoding/json"
	"strings"
)

// Object returns the JSON object that text holds, and false for anything else: agents and
// old programs stored broken JSON, plain strings and lists where an object is expected.
func Object(text *string) (map[string]any, bool) {
	if text == nil || *text == "" {
		return nil, false
	}
	var object map[string]any
	if !json.Valid([]byte(*text)) {
		return nil, false
	}
	decoder := json.NewDecoder(strings.NewReader(*text))
	decoder.UseNumber() // numbers go out as they came in, of any size
	if err := decoder.Decode(&object); err != nil || object == nil {
		return nil, false
	}
	return object, true
}

// Member returns the member of a stored JSON object as text, "" if it is absent, empty or no text.
func Member(text *string, name string) string {
	object, _ := Object(text)
	value, _ := object[name].(string)
	return value
}

// Texts returns the texts in the JSON list that text holds; what is no list, or no text in
// it, is left out. The result is never nil.
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
