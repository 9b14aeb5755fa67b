// Package filtertext reads the text by which people filter lists: words, "phrases", -words that must not occur, and fields such as agent:codex.
// A key that is not known is no error: the text is then a word like others, and the filter says so. What a field means for a list is up to the
// list.
package filtertext

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"

	"github.com/htmlgraph/htmlgraph/internal/timerange"
)

// Key is the name of a field.
type Key string

// The keys of fields. None stands for words and phrases.
const (
	None    Key = ""
	Agent   Key = "agent"
	Tool    Key = "tool"
	Project Key = "project"
	Model   Key = "model"
	File    Key = "file"
	Branch  Key = "branch"
	Session Key = "session"
	State   Key = "state"
	In      Key = "in"
	Is      Key = "is"
	Before  Key = "before"
	After   Key = "after"
	On      Key = "on"
)

// Keys returns all keys of fields.
func Keys() []Key {
	return []Key{Agent, Tool, Project, Model, File, Branch, Session, State, In, Is, Before, After, On}
}

// IsTime reports whether the values of a key are times.
func (k Key) IsTime() bool { return k == Before || k == After || k == On }

// The longest text that is read, in characters, and the largest number of terms.
const (
	MaxLength = 1000
	MaxTerms  = 50
)

// Term is a word, a phrase or a field.
type Term struct {
	Key Key
	// Value is the word, the phrase, or the value of the field.
	Value string
	// Not is true of what must not occur.
	Not bool
	// Time is what the value of a key of times means.
	Time timerange.Range
}

// Filter is what a text means. All of its terms must be fulfilled.
type Filter struct {
	Terms []Term
	// Ignored are the keys that are not known, each once.
	Ignored []string
}

// Error says what is wrong with a text, and where.
type Error struct {
	// Column is the number of the character at which it is wrong, from 1.
	Column  int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("character %d: %s", e.Column, e.Message) }

// Parser reads texts. It is safe for concurrent use.
type Parser struct{ parser *participle.Parser[query] }

// New returns a parser.
func New() (Parser, error) {
	parser, err := newParser()
	if err != nil {
		return Parser{}, fmt.Errorf("build the grammar of filters: %w", err)
	}
	return Parser{parser}, nil
}

// Parse reads a text. Times in it are those of a zone at now. The error is an *Error.
func (p Parser) Parse(text string, now time.Time, zone *time.Location) (Filter, error) {
	if length := utf8.RuneCountInString(text); length > MaxLength {
		return Filter{}, &Error{MaxLength + 1, fmt.Sprintf("the filter is longer than %d characters", MaxLength)}
	}
	parsed, err := p.parser.ParseString("", text)
	if err != nil {
		return Filter{}, at(text, err)
	}
	var filter Filter
	for _, t := range parsed.Terms {
		column := columnOf(text, t.Pos.Offset)
		if len(filter.Terms) == MaxTerms {
			return Filter{}, &Error{column, fmt.Sprintf("the filter has more than %d terms", MaxTerms)}
		}
		term, unknown, err := t.read(text, now, zone)
		if err != nil {
			return Filter{}, err
		}
		if unknown != "" && !slices.Contains(filter.Ignored, unknown) {
			filter.Ignored = append(filter.Ignored, unknown)
		}
		filter.Terms = append(filter.Terms, term)
	}
	return filter, nil
}

// at returns an error of the grammar with its place.
func at(text string, err error) error {
	var found participle.Error
	if !errors.As(err, &found) {
		return err
	}
	return &Error{columnOf(text, found.Position().Offset), found.Message()}
}

// columnOf returns the number of the character at a byte of a text, from 1.
func columnOf(text string, offset int) int {
	return utf8.RuneCountInString(text[:min(max(offset, 0), len(text))]) + 1
}

// read returns what a term means, and its key where that is not known.
func (t *term) read(text string, now time.Time, zone *time.Location) (term Term, unknown string, err error) {
	switch {
	case t.Dash != "":
		return Term{Value: t.Dash}, "", nil
	case t.Field == nil:
		value, err := t.Text.read(text)
		return Term{Value: value, Not: t.Not}, "", err
	}
	name := strings.TrimSuffix(t.Field.Key, ":")
	value, err := t.Field.Value.read(text)
	if err != nil {
		return Term{}, "", err
	}
	key := Key(strings.ToLower(name))
	if !slices.Contains(Keys(), key) {
		term = Term{Value: t.Field.Key + value, Not: t.Not}
		if strings.HasPrefix(value, "//") { // the address of a page has no key
			return term, "", nil
		}
		return term, name, nil
	}
	term = Term{Key: key, Value: value, Not: t.Not}
	if value == "" {
		return Term{}, "", &Error{columnOf(text, t.Pos.Offset), string(key) + ": has no value"}
	}
	if key.IsTime() {
		if term.Time, err = timerange.Parse(value, now, zone); err != nil {
			return Term{}, "", &Error{columnOf(text, t.Field.Value.Pos.Offset), err.Error()}
		}
	}
	return term, "", nil
}

// escapes are what a backslash hides in a phrase.
var escapes = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// read returns a value as it is meant, "" for none.
func (v *value) read(text string) (string, error) {
	switch {
	case v == nil:
		return "", nil
	case v.Unclosed != "":
		return "", &Error{columnOf(text, v.Pos.Offset), "the quote has no end"}
	case v.Phrase != "":
		return escapes.Replace(v.Phrase[1 : len(v.Phrase)-1]), nil
	}
	return v.Word, nil
}

// exactly is what a value begins with that must be all of a text.
const exactly = "="

// Exact returns a field that only a value of exactly this text fulfils; "" stands for what has no value.
func Exact(key Key, value string) Term { return Term{Key: key, Value: exactly + value} }

// IsPartOf reports whether a text contains the value, or is the value that a field with an equals sign names, both in upper or lower case.
func (t Term) IsPartOf(text string) bool {
	if whole, ok := strings.CutPrefix(t.Value, exactly); ok {
		return strings.EqualFold(text, whole)
	}
	return strings.Contains(strings.ToLower(text), strings.ToLower(t.Value))
}

// Begins reports whether a text begins with the value, or is the value that a field with an equals sign names, both in upper or lower case.
func (t Term) Begins(text string) bool {
	if whole, ok := strings.CutPrefix(t.Value, exactly); ok {
		return strings.EqualFold(text, whole)
	}
	return text != "" && strings.HasPrefix(strings.ToLower(text), strings.ToLower(t.Value))
}

// Text returns a filter as it is written: what Parse reads as the same filter again.
func (f Filter) Text() string {
	words := make([]string, len(f.Terms))
	for i, t := range f.Terms {
		words[i] = t.Text()
	}
	return strings.Join(words, " ")
}

// Text returns a term as it is written.
func (t Term) Text() string {
	text := ""
	if t.Not {
		text = "-"
	}
	if t.Key != None {
		text += string(t.Key) + ":"
	}
	isMisread := t.Key == None && (strings.HasPrefix(t.Value, "-") || strings.Contains(t.Value, ":"))
	if t.Value == "" || isMisread || strings.ContainsFunc(t.Value, isSeparating) {
		return text + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(t.Value) + `"`
	}
	return text + t.Value
}

// isSeparating reports whether a character cannot stand in a word.
func isSeparating(r rune) bool { return r == '"' || strings.ContainsRune(" \t\n\v\f\r", r) }
