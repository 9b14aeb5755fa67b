package reader

import (
	"cmp"
	"fmt"
	"html/template"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/toolcall"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/render"
)

// Read is a call that looks at files.
type Read struct {
	// Name is the file or the pattern, Note how much of it was read or found.
	Name, Note string
	// HTML and Plain are what was read, without the numbers that the tool wrote before its lines. First is the number of the first line, 0 for none.
	HTML  template.HTML
	Plain string
	First int
	// Hidden is the number of bytes that are not shown, PartID names the part that has all of them.
	Hidden int64
	PartID int64
}

// IsLoaded reports whether what was read is here.
func (r *Read) IsLoaded() bool { return r.HTML != "" || r.Plain != "" }

func newRead(given, returned model.MessagePart, limits Limits) *Read {
	r := &Read{PartID: limits.partID(returned)}
	file := firstMember(given.Text, "file_path", "absolute_path", "notebook_path")
	pattern := firstMember(given.Text, "pattern", "query")
	switch {
	case file != "":
		r.Name, r.Note = path.Base(strings.ReplaceAll(file, `\`, "/")), readLines(given.Text)
	case pattern != "":
		r.Name, r.Note = strconv.Quote(pattern), hits(returned)
	default:
		// Some sources state no more than the file.
		r.Name = cmp.Or(firstMember(given.Text, "path", "dir_path"), toolcall.Subject(given.Text))
	}
	if !limits.Bodies {
		return r
	}
	text := beginning(returned.Text, limits.Text)
	r.Hidden = returned.Bytes - int64(len(text))
	r.First, r.Plain = withoutNumbers(text)
	if html, ok := render.CodeOfFile(path.Base(file), r.Plain); ok && file != "" {
		r.HTML, r.Plain = html, ""
	} else {
		r.Plain = render.WithoutControls(r.Plain)
	}
	return r
}

// readLines says which lines of a file were read, "" for all.
func readLines(input string) string {
	offset, limit := gjson.Get(input, "offset").Int(), gjson.Get(input, "limit").Int()
	switch {
	case offset <= 0 && limit <= 0:
		return ""
	case limit <= 0:
		return fmt.Sprintf("from line %d", offset)
	default:
		from := max(offset, 1)
		return strconv.FormatInt(from, 10) + "–" + strconv.FormatInt(from+limit-1, 10)
	}
}

// hits says how much a search found, "" where nobody knows.
func hits(returned model.MessagePart) string {
	for _, name := range []string{"numMatches", "numLines", "numFiles"} {
		if number := gjson.Get(returned.Meta, name); number.Type == gjson.Number {
			return numbered(number.Int(), name == "numFiles")
		}
	}
	if returned.Bytes == 0 || !returned.IsWhole {
		return ""
	}
	return numbered(int64(strings.Count(strings.TrimSpace(returned.Text), "\n")+1), false)
}

func numbered(number int64, isFiles bool) string {
	word := " line"
	if isFiles {
		word = " file"
	}
	if number != 1 {
		word += "s"
	}
	return strconv.FormatInt(number, 10) + word
}

// numbers matches the number that a tool writes before a line.
var numbers = regexp.MustCompile(`^ {0,6}(\d{1,7})(?:→|\t)`)

// withoutNumbers cuts the numbers from the lines of a text and returns the first of them. A text whose first line has none is returned as it is. What
// follows the numbered lines, such as remarks of the tool, is left out.
func withoutNumbers(text string) (first int, body string) {
	var out strings.Builder
	for line := range strings.Lines(text) {
		found := numbers.FindStringSubmatch(line)
		if found == nil {
			break
		}
		if first == 0 {
			first, _ = strconv.Atoi(found[1]) //nolint:errcheck // it consists of at most seven digits
		}
		out.WriteString(line[len(found[0]):])
	}
	if out.Len() == 0 {
		return 0, text
	}
	return first, out.String()
}
