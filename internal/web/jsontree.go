package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// What is shown of a stored JSON value: up to maxTreeNodes values as a tree, else up to maxTreeText bytes as a text.
const (
	maxTreeNodes = 2000
	maxTreeText  = 64 << 10
)

// jsonTree is a stored JSON value. Members keep the order in which they are stored.
type jsonTree struct {
	// Name is the name of an object's member, "" for other values.
	Name string
	// Kind is "object", "list", "text" or "value". A stored text that is not JSON is a "text".
	Kind string
	Text string
	Tree []*jsonTree
}

// errTooLarge stops parsing a tree that is too large for a page.
var errTooLarge = errors.New("too large")

// parseJSONTree parses a stored text. A text that is not JSON, or is too large for a tree, becomes one node of kind "text", which says how
// much of it is not shown. An empty text gives nil.
func parseJSONTree(stored string) *jsonTree {
	if stored == "" {
		return nil
	}
	plain := &jsonTree{Kind: "text", Text: stored}
	if len(stored) > maxTreeText || !json.Valid([]byte(stored)) {
		return plain
	}
	reader := treeReader{decoder: json.NewDecoder(strings.NewReader(stored))}
	reader.decoder.UseNumber()
	tree, err := reader.value()
	if err != nil {
		return plain
	}
	return tree
}

// shown returns what a page shows of a long text.
func shown(text string) string {
	if len(text) <= maxTreeText {
		return text
	}
	end := maxTreeText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… [%d more bytes; the API returns the whole value]", text[:end], len(text)-end)
}

type treeReader struct {
	decoder *json.Decoder
	nodes   int
}

func (r *treeReader) value() (*jsonTree, error) {
	if r.nodes++; r.nodes > maxTreeNodes {
		return nil, errTooLarge
	}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		return r.inside(token)
	case string:
		return &jsonTree{Kind: "text", Text: token}, nil
	case json.Number:
		return &jsonTree{Kind: "value", Text: token.String()}, nil
	case bool:
		return &jsonTree{Kind: "value", Text: map[bool]string{true: "true", false: "false"}[token]}, nil
	default:
		return &jsonTree{Kind: "value", Text: "null"}, nil
	}
}

// inside parses an object or a list whose opening delimiter was read already.
func (r *treeReader) inside(begin json.Delim) (*jsonTree, error) {
	tree := &jsonTree{Kind: "list"}
	if begin == '{' {
		tree.Kind = "object"
	}
	for r.decoder.More() {
		name := ""
		if tree.Kind == "object" {
			token, err := r.decoder.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		child, err := r.value()
		if err != nil {
			return nil, err
		}
		child.Name = name
		tree.Tree = append(tree.Tree, child)
	}
	if _, err := r.decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return tree, nil
}
