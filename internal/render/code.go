package render

import (
	"html/template"
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// The largest source code that is highlighted.
const (
	maxCodeBytes = 50_000
	maxCodeLines = 800
)

// maxCodeTime bounds the work on code that was written to be slow to read.
const maxCodeTime = time.Second

// CodeOfFile highlights the source code of a file, whose name says in which language it is. It returns false for one that is not known, or for
// code that is too large.
func CodeOfFile(name, source string) (template.HTML, bool) {
	return highlight(lexers.Match(name), source)
}

// Code highlights source code in a language, which is named as in Markdown. It returns false for one that is not known, or for code that is too
// large.
func Code(language, source string) (template.HTML, bool) {
	if language == "" {
		return "", false
	}
	return highlight(lexers.Get(language), source)
}

func highlight(lexer chroma.Lexer, source string) (template.HTML, bool) {
	if lexer == nil || len(source) > maxCodeBytes || strings.Count(source, "\n") > maxCodeLines {
		return "", false
	}
	tokens, ok := tokensOf(chroma.Coalesce(lexer), source)
	if !ok {
		return "", false
	}
	var out strings.Builder
	if err := formatter().Format(&out, styles.Fallback, chroma.Literator(tokens...)); err != nil {
		return "", false
	}
	return template.HTML(spans().Sanitize(out.String())), true //nolint:gosec // the policy has cleaned it
}

// tokensOf reads all tokens, and returns false where that takes too long.
func tokensOf(lexer chroma.Lexer, source string) ([]chroma.Token, bool) {
	next, err := lexer.Tokenise(nil, source)
	if err != nil {
		return nil, false
	}
	var tokens []chroma.Token
	for began := time.Now(); ; {
		token := next()
		if token == chroma.EOF {
			return tokens, true
		}
		if time.Since(began) > maxCodeTime {
			return nil, false
		}
		tokens = append(tokens, token)
	}
}

// formatter writes classes, and nothing around the tokens.
func formatter() *html.Formatter {
	return html.New(html.WithClasses(true), html.PreventSurroundingPre(true))
}
