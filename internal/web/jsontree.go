package web

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// What is shown of a stored JSON value: a tree of up to maxTreeNodes values, nested up to maxTreeDepth, whose texts have up to maxTreeText bytes
// together. Of another text it is up to maxTreeText bytes.
const (
	maxTreeNodes = 2000
	maxTreeDepth = 100
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
	// Cut says what of the value is not shown, "" where all is.
	Cut string
}

// errCut ends the reading of a value that is too large for a page.
var errCut = errors.New("too large")

// parseJSONTree parses a stored text. A text that is not JSON becomes one node of kind "text". Of a value that is too large it returns what comes
// first, and says how much does not. An empty text gives nil.
func parseJSONTree(stored string) *jsonTree {
	if stored == "" {
		return nil
	}
	if !json.Valid([]byte(stored)) {
		return &jsonTree{Kind: "text", Text: stored}
	}
	reader := treeReader{decoder: json.NewDecoder(strings.NewReader(stored))}
	reader.decoder.UseNumber()
	tree, err := reader.value(0)
	if tree == nil {
		return &jsonTree{Kind: "text", Text: stored}
	}
	if err != nil {
		rest := int64(len(stored)) - reader.decoder.InputOffset()
		tree.Cut = "The first " + separated(int64(reader.nodes)) + " values are shown. " + separated(rest) + " more bytes are not; the API returns the whole value."
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
	return text[:end] + "… [" + separated(int64(len(text)-end)) + " more bytes; the API returns the whole value]"
}

type treeReader struct {
	decoder *json.Decoder
	// nodes and bytes are the number of values so far, and the length of their texts.
	nodes, bytes int
}

// value reads the next value. With an error it returns what was read of it, nil for nothing.
func (r *treeReader) value(depth int) (*jsonTree, error) {
	if r.nodes >= maxTreeNodes || r.bytes >= maxTreeText || depth > maxTreeDepth {
		return nil, errCut
	}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	r.nodes++
	switch token := token.(type) {
	case json.Delim:
		return r.inside(token, depth)
	case string:
		r.bytes += len(token)
		return &jsonTree{Kind: "text", Text: token}, nil
	case json.Number:
		return &jsonTree{Kind: "value", Text: token.String()}, nil
	case bool:
		return &jsonTree{Kind: "value", Text: map[bool]string{true: "true", false: "false"}[token]}, nil
	default:
		return &jsonTree{Kind: "value", Text: "null"}, nil
	}
}

// inside reads an object or a list whose opening delimiter was read already.
func (r *treeReader) inside(begin json.Delim, depth int) (*jsonTree, error) {
	tree := &jsonTree{Kind: "list"}
	if begin == '{' {
		tree.Kind = "object"
	}
	for r.decoder.More() {
		name := ""
		if tree.Kind == "object" {
			token, err := r.decoder.Token()
			if err != nil {
				return tree, err
			}
			name, _ = token.(string)
			r.bytes += len(name)
		}
		child, err := r.value(depth + 1)
		if child != nil {
			child.Name = name
			tree.Tree = append(tree.Tree, child)
		}
		if err != nil {
			return tree, err
		}
	}
	if _, err := r.decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		return tree, err
	}
	return tree, nil
}
