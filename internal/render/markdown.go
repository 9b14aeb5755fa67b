package render

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxMarkdown is the size in bytes of the largest Markdown that is rendered.
const maxMarkdown = 256 << 10

// What one paragraph may contain: the marks at the beginning of a line, and the characters that may begin an element. Reading either takes a time
// that grows with the square of its number.
const (
	mostMarkers    = 64
	mostDelimiters = 3000
)

// Markdown renders Markdown with tables, task lists and source code. HTML in it is text. Images become links, so that nothing is loaded. It
// returns false for a text that is too large, or would take long.
func Markdown(source string) (template.HTML, bool) {
	if len(source) > maxMarkdown || !utf8.ValidString(source) || isSlow(source) {
		return "", false
	}
	var out strings.Builder
	if err := markdown().Convert([]byte(WithoutControls(source)), &out); err != nil {
		return "", false
	}
	return template.HTML(prose().Sanitize(out.String())), true //nolint:gosec // the policy has cleaned it
}

// isSlow reports whether a text takes long to read: where a line begins with many marks of quotes and lists, or a paragraph has many characters
// that may begin an element.
func isSlow(source string) bool {
	delimiters := 0
	for line := range strings.Lines(source) {
		rest := strings.TrimLeft(line, "> \t-+*0123456789.)")
		begin := line[:len(line)-len(rest)]
		if strings.Count(begin, ">")+strings.Count(begin, " ")/2 > mostMarkers {
			return true
		}
		if strings.TrimSpace(line) == "" {
			delimiters = 0
			continue
		}
		for i := range len(line) {
			if strings.IndexByte("*_~[]`<!&|", line[i]) >= 0 {
				delimiters++
			}
		}
		if delimiters > mostDelimiters {
			return true
		}
	}
	return false
}

func markdown() goldmark.Markdown {
	blocks := without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())
	inlines := without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())
	read := parser.NewParser(
		parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(lowerHeadings{}, 500)),
	)
	return goldmark.New(
		goldmark.WithParser(read),
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough, extension.Linkify, extension.TaskList,
		),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(nodes{}, 100))),
	)
}

// without returns a list of parsers without one.
func without(list []util.PrioritizedValue, one any) []util.PrioritizedValue {
	var rest []util.PrioritizedValue
	for _, each := range list {
		if each.Value != one {
			rest = append(rest, each)
		}
	}
	return rest
}

// lowerHeadings puts headings below those of the page.
type lowerHeadings struct{}

// Transform implements parser.ASTTransformer.
func (lowerHeadings) Transform(document *ast.Document, _ text.Reader, _ parser.Context) {
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		lower(node)
	}
}

func lower(node ast.Node) {
	if heading, ok := node.(*ast.Heading); ok {
		heading.Level = min(heading.Level+2, 6)
		return
	}
	for child := node.FirstChild(); child != nil && child.Type() == ast.TypeBlock; child = child.NextSibling() {
		lower(child)
	}
}

// nodes renders source code, images and task lists.
type nodes struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (nodes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, renderFence)
	r.Register(ast.KindImage, renderImage)
	r.Register(extast.KindTaskCheckBox, renderTask)
}

func renderFence(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block, ok := node.(*ast.FencedCodeBlock)
	if !ok {
		return ast.WalkContinue, nil
	}
	code := string(block.Lines().Value(source))
	html, ok := Code(string(block.Language(source)), code)
	if !ok {
		html = template.HTML(template.HTMLEscapeString(code)) //nolint:gosec // it is escaped
	}
	_, err := w.WriteString(`<pre class="code">` + string(html) + "</pre>\n")
	return ast.WalkSkipChildren, err
}

// renderImage writes a link with the text of the image.
func renderImage(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	image, ok := node.(*ast.Image)
	if !ok {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	destination := util.EscapeHTML(util.URLEscape(image.Destination, true))
	text := "Image"
	if image.HasChildren() {
		text = "Image: "
	}
	_, err := w.WriteString(`<a href="` + string(destination) + `">` + text)
	return ast.WalkContinue, err
}

func renderTask(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	box, ok := node.(*extast.TaskCheckBox)
	if !ok || !entering {
		return ast.WalkContinue, nil
	}
	mark := "☐ "
	if box.IsChecked {
		mark = "☑ "
	}
	_, err := w.WriteString(mark)
	return ast.WalkContinue, err
}
