package words_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/words"
)

func TestATermIsCutIntoPhrases(t *testing.T) {
	for term, want := range map[string]string{
		"retry":         "retry*",
		"rate limit":    "rate limit*",
		"ADR-016":       "adr 016*",
		"src/db.ts":     "src db ts*",
		"C++":           "c",
		"snake_case":    "snake case*",
		"Größe":         "große*",
		"Cafe\u0301":    "cafe*",
		"悬空":            "悬空",
		"悬空指针":          "悬空 空指 指针",
		"悬":             "悬*",
		"foo悬空bar":      "foo, 悬空, bar*",
		`"a" OR b* ^c:`: "a or b c",
		"++ --":         "",
		"":              "",
	} {
		var got []string
		for _, phrase := range words.Cut(term, true) {
			text := strings.Join(phrase.Words, " ")
			if phrase.IsPrefix {
				text += "*"
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%q is cut into %q, want %q", term, text, want)
		}
	}
}

func TestPiecesAreWhatTheTokenizerCannotMake(t *testing.T) {
	for text, want := range map[string]string{
		"plain words, 404":        "",
		"parseRetryAfter":         "parse retry after",
		"parseHTTPHeader":         "parse http header",
		"randomUUID():randomUUID": "random uuid",
		"Word WORD":               "",
		"snake_case":              "",
		"悬空指针":                    "悬空 空指 指针 针",
		"foo悬":                    "foo 悬",
		"aB":                      "",
	} {
		if got := words.Pieces(text); got != want {
			t.Errorf("the pieces of %q are %q, want %q", text, got, want)
		}
	}
}

func TestASnippetMarksWhatWasFound(t *testing.T) {
	long := strings.Repeat("retry ", 5) + strings.Repeat("und so weiter ", 40)
	for name, test := range map[string]struct {
		text, term, want string
	}{
		"a word":               {"got 429, Retry after 2 s", "retry", "got 429, [Retry] after 2 s"},
		"the beginning":        {"retrying", "retry", "[retrying]"},
		"a phrase":             {"the rate\nlimit of rate", "rate limit", "the [rate limit] of rate"},
		"an accent":            {"die GRÖSSE ändern", "andern", "die GRÖSSE [ändern]"},
		"a piece":              {"call parseRetryAfter()", "retry", "call parse[Retry]After()"},
		"pieces":               {"call parseRetryAfter()", "retry after", "call parse[RetryAfter]()"},
		"no spaces":            {"出现悬空指针。", "悬空", "出现[悬空]指针。"},
		"markup stays text":    {"<script>retry</script>", "retry", "<script>[retry]</script>"},
		"broken bytes":         {"\xff retry \xff", "retry", "� [retry] �"},
		"where all words are":  {long + "limit retry", "retry limit", ""},
		"nothing":              {"nothing here", "retry", ""},
		"part of another word": {"entry", "try", ""},
	} {
		snippet, ok := words.SnippetOf(test.text, words.Cut(test.term, true))
		if got := shown(snippet); got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got, ok, test.want)
		}
	}
	both := append(words.Cut("retry", false), words.Cut("limit", false)...)
	if snippet, _ := words.SnippetOf(long+"limit retry", both); !strings.Contains(shown(snippet), "[limit] [retry]") {
		t.Errorf("the snippet is %q, want the one with both words", shown(snippet))
	}
}

// shown returns a snippet with its marks in brackets.
func shown(s words.Snippet) string {
	var text strings.Builder
	characters := []rune(s.Text)
	at := int64(0)
	for _, mark := range s.Marks {
		text.WriteString(string(characters[at:mark[0]]) + "[" + string(characters[mark[0]:mark[1]]) + "]")
		at = mark[1]
	}
	return text.String() + string(characters[at:])
}

func FuzzWords(f *testing.F) {
	for _, text := range []string{"", "parseRetryAfter", "悬空 a\u0301b", "\xff\xfe", "ÀB\u0300C", strings.Repeat("aB", 200)} {
		f.Add(text, "retry after")
		f.Add("and parseRetryAfter", text)
	}
	f.Fuzz(func(t *testing.T, text, term string) {
		phrases := words.Cut(term, true)
		words.Pieces(text)
		snippet, ok := words.SnippetOf(text, phrases)
		if length := int64(utf8.RuneCountInString(snippet.Text)); ok {
			last := int64(0)
			for _, mark := range snippet.Marks {
				if mark[0] < last || mark[1] <= mark[0] || mark[1] > length {
					t.Fatalf("marks %v of %q", snippet.Marks, snippet.Text)
				}
				last = mark[1]
			}
		}
		if words.Has(text, phrases) && len(phrases) > 0 && !ok {
			t.Fatalf("%q has %q, and no snippet", text, term)
		}
	})
}
