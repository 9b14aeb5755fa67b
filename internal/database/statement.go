package database

import (
	"fmt"
	"maps"
	"strings"
)

// Fragment is SQL text with the arguments of its placeholders: a statement or a part of one.
type Fragment struct {
	text string
	// texts are the texts by the name of the dialect, for a statement that differs as a whole.
	texts map[string]string
	args  []any
}

// Args are the arguments of a text with named placeholders.
type Args map[string]any

// With returns the arguments with others beside them; a name that is in both has the other value.
func (a Args) With(other Args) Args {
	all := maps.Clone(a)
	maps.Copy(all, other)
	return all
}

// SQL returns a statement, or a part of one. Arguments are bound: the database receives them beside the text, never in it.
//
// A placeholder in text is "?" for the next argument, or ":name" where the only argument is an Args. An argument that is a Fragment takes
// the place of its placeholder. A slice of strings or integers is one argument, for any_of.
//
// text may call the portable functions of the package, such as instant_key(timestamp), which the Dialect expands; functions.go lists
// them. It must be a constant of the program, or be made of such constants alone.
func SQL(text string, args ...any) Fragment { return Fragment{text: text, args: args} }

// PerDialect returns a statement that differs as a whole between database systems: texts are by the name of the dialect. A dialect
// without a text is an error where the statement runs.
func PerDialect(texts map[string]string, args ...any) Fragment {
	return Fragment{texts: texts, args: args}
}

// Join returns parts as one, with separator between them.
func Join(separator string, parts []Fragment) Fragment {
	args := make([]any, len(parts))
	for i, part := range parts {
		args[i] = part
	}
	return Fragment{text: strings.TrimSuffix(strings.Repeat("?"+separator, len(parts)), separator), args: args}
}

// Values returns rows of constants, for INSERT or for a common table expression; rows must not be empty and have equally many values.
func Values(rows [][]any) Fragment {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(rows[0])), ", ") + ")"
	args := make([]any, 0, len(rows)*len(rows[0]))
	for _, values := range rows {
		args = append(args, values...)
	}
	return Fragment{text: "VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", "), args: args}
}

// render returns the statement in the words of a dialect, and the values to bind.
func (f Fragment) render(d Dialect) (string, []any, error) {
	r := renderer{dialect: d}
	text, err := r.fragment(f)
	return text, r.bound, err
}

// named returns the arguments of a text with named placeholders, and false for any other.
func (f Fragment) named() (Args, bool) {
	if len(f.args) != 1 {
		return nil, false
	}
	args, ok := f.args[0].(Args)
	return args, ok
}

// renderer collects what is bound while it writes a statement.
type renderer struct {
	dialect Dialect
	bound   []any
}

func (r *renderer) fragment(f Fragment) (string, error) {
	if f.texts != nil {
		f.text = f.texts[r.dialect.Name()]
		if f.text == "" {
			return "", fmt.Errorf("a statement has no text for %s", r.dialect.Name())
		}
	}
	s := &scanner{renderer: r, fragment: f, placed: map[string]string{}}
	err := s.copyUntil("")
	if _, named := f.named(); err == nil && !named && s.next < len(f.args) {
		err = fmt.Errorf("%d arguments for %d placeholders", len(f.args), s.next)
	}
	if err != nil {
		return "", fmt.Errorf("statement %.80q: %w", f.text, err)
	}
	return string(s.out), nil
}

// scanner walks through the text of one fragment.
type scanner struct {
	*renderer
	fragment Fragment
	at       int
	next     int // the next argument of a plain "?"
	// placed holds the texts of named arguments that were met before, so that each is bound once.
	placed map[string]string
	out    []byte
}

// copyUntil copies text to out, with placeholders and portable functions replaced, up to one of the stops outside of parentheses.
func (s *scanner) copyUntil(stops string) error {
	depth := 0
	for s.at < len(s.fragment.text) {
		c := s.fragment.text[s.at]
		switch {
		case depth == 0 && stops != "" && strings.IndexByte(stops, c) >= 0:
			return nil
		case c == '\'' || c == '"':
			s.copyQuoted(c)
		case c == '-' && strings.HasPrefix(s.fragment.text[s.at:], "--"):
			s.skipComment()
		case c == '?' || c == ':' && isLetter(s.peek(1)):
			if err := s.placeholder(); err != nil {
				return err
			}
		case isLetter(c):
			if err := s.word(); err != nil {
				return err
			}
		default:
			if c == '(' {
				depth++
			} else if c == ')' {
				depth--
			}
			s.out = append(s.out, c)
			s.at++
		}
	}
	if stops != "" {
		return fmt.Errorf("a call of a function has no end")
	}
	return nil
}

func (s *scanner) peek(ahead int) byte {
	if s.at+ahead < len(s.fragment.text) {
		return s.fragment.text[s.at+ahead]
	}
	return 0
}

// copyQuoted copies a literal or a quoted name. A doubled quote within it ends one and begins another, which comes to the same.
func (s *scanner) copyQuoted(quote byte) {
	end := strings.IndexByte(s.fragment.text[s.at+1:], quote)
	if end < 0 {
		end = len(s.fragment.text) - s.at - 2
	}
	s.out = append(s.out, s.fragment.text[s.at:s.at+end+2]...)
	s.at += end + 2
}

// skipComment leaves a comment out, but not the end of its line.
func (s *scanner) skipComment() {
	if end := strings.IndexByte(s.fragment.text[s.at:], '\n'); end >= 0 {
		s.at += end
		return
	}
	s.at = len(s.fragment.text)
}

// placeholder writes the argument that a placeholder stands for.
func (s *scanner) placeholder() error {
	start := s.at
	s.at++
	if s.fragment.text[start] == ':' {
		s.skipName()
	}
	name := s.fragment.text[start:s.at]
	if text, ok := s.placed[name]; ok {
		s.out = append(s.out, text...)
		return nil
	}
	value, err := s.argument(name)
	if err != nil {
		return err
	}
	text, err := s.place(value)
	if err != nil {
		return err
	}
	if name != "?" {
		s.placed[name] = text
	}
	s.out = append(s.out, text...)
	return nil
}

// argument returns the value of a placeholder.
func (s *scanner) argument(name string) (any, error) {
	if name == "?" {
		if s.next == len(s.fragment.args) {
			return nil, fmt.Errorf("there are more placeholders than arguments, %d", s.next)
		}
		s.next++
		return s.fragment.args[s.next-1], nil
	}
	args, _ := s.fragment.named()
	if value, ok := args[name[1:]]; ok {
		return value, nil
	}
	return nil, fmt.Errorf("no argument %s", name)
}

// place returns the text for a value: that of a fragment, or the placeholder of a bound value.
func (s *scanner) place(value any) (string, error) {
	if part, ok := value.(Fragment); ok {
		return s.renderer.fragment(part)
	}
	s.bound = append(s.bound, s.dialect.Bind(value))
	return s.dialect.Placeholder(len(s.bound)), nil
}

// word copies a name, or expands a call of a portable function.
func (s *scanner) word() error {
	start := s.at
	s.skipName()
	name := s.fragment.text[start:s.at]
	function, ok := functions[name]
	if !ok || s.peek(0) != '(' {
		s.out = append(s.out, name...)
		return nil
	}
	args, err := s.callArguments()
	if err != nil {
		return err
	}
	if len(args) != function.arguments {
		return fmt.Errorf("%s takes %d arguments, not %d", name, function.arguments, len(args))
	}
	s.out = append(s.out, function.expand(s.dialect, args)...)
	return nil
}

func (s *scanner) skipName() {
	for isLetter(s.peek(0)) || isDigit(s.peek(0)) {
		s.at++
	}
}

// callArguments reads the arguments in parentheses, each with its own calls expanded.
func (s *scanner) callArguments() ([]string, error) {
	outer := s.out
	s.at++ // the opening parenthesis
	var args []string
	for {
		s.out = nil
		if err := s.copyUntil(",)"); err != nil {
			return nil, err
		}
		args = append(args, strings.TrimSpace(string(s.out)))
		s.at++
		if s.fragment.text[s.at-1] == ')' {
			break
		}
	}
	s.out = outer
	return args, nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
