package database

import (
	"errors"
	"fmt"
	"strings"
)

// template is the text of a fragment, parsed: what stays as it is, the placeholders, and the calls of portable functions.
type template struct {
	nodes []node
	// plain is the text in the words of the dialect, where all placeholders are "?", and count is how many there are. It is "" for a
	// template with other placeholders, or with calls that depend on their values.
	plain string
	count int
}

// node is a part of a template. One of its fields is set.
type node struct {
	text string
	// placeholder is "?" or ":name".
	placeholder string
	call        *call
}

// call is a call of a portable function whose arguments have placeholders.
type call struct {
	function function
	args     [][]node
}

// parser reads the text of a fragment.
type parser struct {
	dialect Dialect
	text    string
	at      int
}

// parse returns the template of a text in the words of a dialect.
func parse(d Dialect, text string) (template, error) {
	p := &parser{dialect: d, text: text}
	nodes, err := p.until("")
	if err != nil {
		return template{}, err
	}
	t := template{nodes: nodes}
	var plain strings.Builder
	for _, n := range nodes {
		switch {
		case n.isText():
			plain.WriteString(n.text)
		case n.placeholder == "?":
			t.count++
			plain.WriteString(d.Placeholder(t.count))
		default:
			return t, nil
		}
	}
	t.plain = plain.String()
	return t, nil
}

// until parses up to one of the stops outside of parentheses, or to the end where there are none.
func (p *parser) until(stops string) ([]node, error) {
	var nodes []node
	var text strings.Builder
	depth := 0
	for p.at < len(p.text) {
		c := p.text[p.at]
		if depth == 0 && stops != "" && strings.IndexByte(stops, c) >= 0 {
			return appendText(nodes, &text), nil
		}
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		part, err := p.next()
		if err != nil {
			return nil, err
		}
		if part.isText() {
			text.WriteString(part.text)
			continue
		}
		nodes = append(appendText(nodes, &text), part)
	}
	if stops != "" {
		return nil, errors.New("a call of a function has no end")
	}
	return appendText(nodes, &text), nil
}

// appendText appends the text that was read since the last node, if there is any.
func appendText(nodes []node, text *strings.Builder) []node {
	if text.Len() > 0 {
		nodes = append(nodes, node{text: text.String()})
		text.Reset()
	}
	return nodes
}

func (n node) isText() bool { return n.placeholder == "" && n.call == nil }

// next parses what begins at the current place.
func (p *parser) next() (node, error) {
	c := p.text[p.at]
	switch {
	case c == '\'' || c == '"':
		return node{text: p.quoted(c)}, nil
	case c == '-' && strings.HasPrefix(p.text[p.at:], "--"):
		p.skipComment()
		return node{}, nil
	case c == '?':
		p.at++
		return node{placeholder: "?"}, nil
	case c == ':' && isLetter(p.peek(1)):
		p.at++
		return node{placeholder: ":" + p.name()}, nil
	case isLetter(c):
		return p.word()
	}
	p.at++
	return node{text: p.text[p.at-1 : p.at]}, nil
}

func (p *parser) peek(ahead int) byte {
	if p.at+ahead < len(p.text) {
		return p.text[p.at+ahead]
	}
	return 0
}

// quoted returns a literal or a quoted name. A doubled quote within it ends one and begins another, which comes to the same.
func (p *parser) quoted(quote byte) string {
	start := p.at
	end := strings.IndexByte(p.text[start+1:], quote)
	if end < 0 {
		p.at = len(p.text)
	} else {
		p.at = start + end + 2
	}
	return p.text[start:p.at]
}

// skipComment leaves a comment out, but not the end of its line.
func (p *parser) skipComment() {
	if end := strings.IndexByte(p.text[p.at:], '\n'); end >= 0 {
		p.at += end
		return
	}
	p.at = len(p.text)
}

func (p *parser) name() string {
	start := p.at
	for isLetter(p.peek(0)) || isDigit(p.peek(0)) {
		p.at++
	}
	return p.text[start:p.at]
}

// word parses a name, or a call of a portable function.
func (p *parser) word() (node, error) {
	name := p.name()
	function, ok := functions[name]
	if !ok || p.peek(0) != '(' {
		return node{text: name}, nil
	}
	args, err := p.arguments()
	if err != nil {
		return node{}, err
	}
	if len(args) != function.arguments {
		return node{}, fmt.Errorf("%s takes %d arguments, not %d", name, function.arguments, len(args))
	}
	texts := make([]string, len(args))
	for i, arg := range args {
		if len(arg) != 1 || !arg[0].isText() {
			return node{call: &call{function: function, args: args}}, nil
		}
		texts[i] = strings.TrimSpace(arg[0].text)
	}
	return node{text: function.expand(p.dialect, texts)}, nil // it is the same each time
}

// arguments parses the arguments in parentheses.
func (p *parser) arguments() ([][]node, error) {
	p.at++ // the opening parenthesis
	var args [][]node
	for {
		arg, err := p.until(",)")
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
		p.at++
		if p.text[p.at-1] == ')' {
			return args, nil
		}
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
