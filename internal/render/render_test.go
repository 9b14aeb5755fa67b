package render_test

import (
	"html/template"
	"regexp"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/render"
)

func TestMarkdownBecomesElements(t *testing.T) {
	for source, want := range map[string]string{
		"# A\n\ntext":                      "<h3>A</h3>\n<p>text</p>\n",
		"**b** `c` ~~d~~":                  "<p><strong>b</strong> <code>c</code> <del>d</del></p>\n",
		"one\ntwo":                         "<p>one<br>\ntwo</p>\n",
		"- [x] a\n- [ ] b":                 "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n",
		"|a|b|\n|:-|-:|\n|1|2|":            "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"left\">1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n",
		"```go\nfunc f() {}\n```":          "<pre class=\"code\"><span class=\"kd\">func</span><span class=\"w\"> </span><span class=\"nf\">f</span><span class=\"p\">()</span><span class=\"w\"> </span><span class=\"p\">{}</span><span class=\"w\">\n</span></pre>\n",
		"```\n<b>\n```":                    "<pre class=\"code\">&lt;b&gt;\n</pre>\n",
		"Map<string,T> and # <id>":         "<p>Map&lt;string,T&gt; and # &lt;id&gt;</p>\n",
		"<div>\nx\n</div>":                 "<p>&lt;div&gt;<br>\nx<br>\n&lt;/div&gt;</p>\n",
		"see https://example.com/a":        "<p>see <a href=\"https://example.com/a\" rel=\"nofollow noreferrer\">https://example.com/a</a></p>\n",
		"[a](src/main.go)":                 "<p>a</p>\n",
		"![cat](https://e.org/c.png)":      "<p><a href=\"https://e.org/c.png\" rel=\"nofollow noreferrer\">Image: cat</a></p>\n",
		"![x](data:image/png;base64,AAAA)": "<p>Image: x</p>\n",
		"a \x1b[31mred\x1b[0m":             "<p>a red</p>\n",
	} {
		got, ok := render.Markdown(source)
		if !ok || string(got) != want {
			t.Errorf("%q is rendered %v as\n%s\nwant\n%s", source, ok, got, want)
		}
	}
}

func TestMarkdownThatIsTooLargeStaysText(t *testing.T) {
	for name, source := range map[string]string{
		"large":    strings.Repeat("word ", 60_000),
		"quotes":   strings.Repeat("> ", 5000) + "x",
		"lists":    strings.Repeat("- ", 5000) + "x",
		"no UTF-8": "\xff",
	} {
		if html, ok := render.Markdown(source); ok {
			t.Errorf("%s: %d bytes", name, len(html))
		}
	}
}

func TestATerminalBecomesClasses(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[31mred\x1b[0m plain":                              "<span class=\"term-fg31\">red</span> plain",
		"\x1b[38;5;208mx\x1b[0m":                                "<span class=\"term-fgx208\">x</span>",
		"10 %\r\x1b[2K100 %":                                    "100 %",
		"\x1b[1m<b>\x1b[0m":                                     "<span class=\"term-fg1\">&lt;b&gt;</span>",
		"a\x1b]1338;url=https://evil.example/x.png;alt=x\x07b":  "ab",
		"a\x1b]1337;File=name=eA==;inline=1:AAAA\x07b":          "ab",
		"a\x1b]8;;javascript:alert(1)\x1b\\link\x1b]8;;\x1b\\b": "alinkb",
		"a\x1b]0;a title without an end":                        "a",
		"a\x1b_bk;t=1\x07b":                                     "ab",
	} {
		got, ok := render.Terminal(text)
		if !ok || string(got) != want {
			t.Errorf("%q is rendered %v as\n%s\nwant\n%s", text, ok, got, want)
		}
	}
	for name, text := range map[string]string{"no colours": "plain", "many lines": "\x1b[1m" + strings.Repeat("\n", 3000), "large": "\x1b[1m" + strings.Repeat("x", 100_000)} {
		if _, ok := render.Terminal(text); ok {
			t.Errorf("%s is rendered", name)
		}
	}
}

func TestControlsAreTakenOutOfALine(t *testing.T) {
	if got := render.WithoutControls("\x1b[?25l\x1b[1ma\x1b[0m \x1b]0;title\x07b\x1b"); got != "a b" {
		t.Errorf("%q", got)
	}
}

func TestCodeIsHighlightedByTheNameOfItsFile(t *testing.T) {
	got, ok := render.CodeOfFile("/src/a.py", "x = '<'")
	if want := `<span class="n">x</span> <span class="o">=</span> <span class="s1">&#39;&lt;&#39;</span>`; !ok || !strings.HasPrefix(string(got), want) {
		t.Errorf("%v %s, want %s", ok, got, want)
	}
	for name, source := range map[string]string{"unknown.zzz": "x", "large.go": strings.Repeat("x", 60_000), "long.go": strings.Repeat("\n", 900)} {
		if _, ok := render.CodeOfFile(name, source); ok {
			t.Errorf("%s is highlighted", name)
		}
	}
}

// unsafe matches what may occur in no rendered text.
var unsafe = regexp.MustCompile(`(?i)<(script|img|svg|iframe|style|form|input|button|object|embed|link|meta|base)|<[^>]*\s(style|on\w+|src|srcset|id|hx-\w+|data-\w+)\s*=|href="(?:[^hm]|https?[^s:]|javascript)`)

func FuzzNothingUnsafeIsRendered(f *testing.F) {
	for _, text := range []string{
		"<script>alert(1)</script>", "[a](javascript:alert(1))", "[a](JaVaScRiPt&#58;alert(1))", "![a](x \"onerror=alert(1)\")", "<a href=javascript:alert(1)>a</a>",
		"```\"><script>\n</pre><script>alert(1)</script>\n```", "[a](https://x\" onmouseover=\"alert(1))", "<https://a\"b>", "a\x1b]1338;url=\"><img src=x onerror=alert(1)>\x07",
		"\x1b[31m<img src=x onerror=alert(1)>", "|<script>|\n|-|\n|\"><svg onload=alert(1)>|", "[x]: javascript:alert(1)\n[x]", "\u202e[a](https://b)", "</template></textarea></title><script>",
		strings.Repeat("[", 2000), strings.Repeat("`", 3000), strings.Repeat("*a_", 2000), strings.Repeat("![[](", 1500),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, render := range renderers {
			if html, _ := render(text); unsafe.MatchString(string(html)) {
				t.Errorf("%s renders %q as %s", name, text, html)
			}
		}
	})
}

// renderers are all that make HTML of a text.
var renderers = map[string]func(string) (template.HTML, bool){
	"markdown": render.Markdown,
	"fence":    func(text string) (template.HTML, bool) { return render.Markdown("```html\n" + text) },
	"terminal": func(text string) (template.HTML, bool) { return render.Terminal("\x1b[1m" + text) },
	"code":     func(text string) (template.HTML, bool) { return render.Code("html", text) },
}
