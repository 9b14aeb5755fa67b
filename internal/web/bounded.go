package web

import (
	"html/template"
	"reflect"
	"text/template/parse"
	"unicode/utf8"
)

// maxShown is how many bytes a page shows of any text for which its template sets no limit of its own.
const maxShown = 8 << 10

// maxAddress is the size in bytes of the longest link. A part of a link leads to nothing, so a longer one is left out.
const maxAddress = 32 << 10

// boundTexts has every template of a set print texts through bounded, so that no text of the database makes a page large. The template
// function shown has a limit of its own, and so has package render, whose HTML safe prints.
func boundTexts(set *template.Template) {
	for _, t := range set.Templates() {
		if t.Tree != nil {
			boundList(t.Tree.Root)
		}
	}
}

func boundList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.ActionNode:
			boundPipe(node.Pipe)
		case *parse.IfNode:
			boundList(node.List)
			boundList(node.ElseList)
		case *parse.RangeNode:
			boundList(node.List)
			boundList(node.ElseList)
		case *parse.WithNode:
			boundList(node.List)
			boundList(node.ElseList)
		}
	}
}

// boundPipe adds the call of bounded at the end of what prints a value.
func boundPipe(pipe *parse.PipeNode) {
	if len(pipe.Decl) > 0 {
		return
	}
	bound := "bounded"
	if name, ok := pipe.Cmds[len(pipe.Cmds)-1].Args[0].(*parse.IdentifierNode); ok {
		switch name.Ident {
		case "shown", "safe", "tree", "styles", "dataOf":
			return
		case "link", "linkTo", "messageLink", "file":
			bound = "boundedLink"
		}
	}
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: pipe.Pos, Args: []parse.Node{parse.NewIdentifier(bound).SetPos(pipe.Pos)},
	})
}

// boundedLink returns a link as it is, "" for one that is longer than maxAddress.
func boundedLink(address string) string {
	if len(address) > maxAddress {
		return ""
	}
	return address
}

// bounded returns a value as it is, but the beginning of a text that is longer than maxShown.
func bounded(value any) any {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.String || v.Len() <= maxShown {
		return value
	}
	text, end := v.String(), maxShown
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
