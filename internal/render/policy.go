package render

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// classes are those that the libraries write: of code, of terminals, and of Markdown.
var classes = regexp.MustCompile(`^(chroma|code|task|[a-z]{1,3}[0-9]{0,2}|term-[a-z]+[0-9]{0,3})( (term-[a-z]+[0-9]{0,3}))*$`)

// spans permits what code and terminals consist of.
func spans() *bluemonday.Policy {
	policy := bluemonday.NewPolicy()
	policy.AllowElements("span", "br")
	policy.AllowAttrs("class").Matching(classes).OnElements("span")
	return policy
}

// prose permits what Markdown consists of. A link leads to another server or to a mail address; others would lead to pages of this server.
func prose() *bluemonday.Policy {
	policy := spans()
	policy.AllowElements("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "hr",
		"table", "thead", "tbody", "tr", "th", "td")
	policy.AllowAttrs("class").Matching(classes).OnElements("pre", "code", "li")
	policy.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|center|right)$`)).OnElements("th", "td")
	policy.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	policy.AllowAttrs("href").OnElements("a")
	policy.AllowURLSchemes("http", "https", "mailto")
	policy.RequireParseableURLs(true)
	policy.AllowRelativeURLs(false)
	policy.RequireNoFollowOnLinks(true)
	policy.RequireNoReferrerOnLinks(true)
	return policy
}
