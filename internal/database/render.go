package database

import (
	"fmt"
	"strings"
	"sync"
)

// templates renders fragments in the words of a dialect. It is safe for concurrent use.
type templates struct {
	dialect Dialect
	mu      sync.RWMutex
	parsed  map[string]template
}

func newTemplates(d Dialect) *templates {
	return &templates{dialect: d, parsed: map[string]template{}}
}

// maxParsed bounds how many texts are kept. The program has some hundreds: they are constants, or made of constants.
const maxParsed = 2000

// template returns the template of a text, and parses each text once.
func (s *templates) template(text string) (template, error) {
	s.mu.RLock()
	known, ok := s.parsed[text]
	s.mu.RUnlock()
	if ok {
		return known, nil
	}
	parsed, err := parse(s.dialect, text)
	if err != nil {
		return template{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.parsed) >= maxParsed {
		clear(s.parsed)
	}
	s.parsed[text] = parsed
	return parsed, nil
}

// render returns a statement, and the values to bind.
func (s *templates) render(f Fragment) (text string, bound []any, err error) {
	if text, bound, ok := s.renderPlain(f); ok {
		return text, bound, nil
	}
	r := &renderer{templates: s}
	r.out.Grow(2 * len(f.text))
	if err := r.fragment(f); err != nil {
		return "", nil, err
	}
	return r.out.String(), r.bound, nil
}

// renderPlain renders a statement whose text is the same for all arguments, and returns false for any other.
func (s *templates) renderPlain(f Fragment) (text string, bound []any, ok bool) {
	if f.texts != nil {
		return "", nil, false
	}
	parsed, err := s.template(f.text)
	if err != nil || parsed.plain == "" || parsed.count != len(f.args) {
		return "", nil, false
	}
	for _, arg := range f.args {
		if _, ok := arg.(Fragment); ok {
			return "", nil, false
		}
		bound = append(bound, s.dialect.Bind(arg))
	}
	return parsed.plain, bound, true
}

// renderer writes one statement and collects what is bound.
type renderer struct {
	*templates
	out   strings.Builder
	bound []any
}

// fragment writes a fragment.
func (r *renderer) fragment(f Fragment) error {
	if f.texts != nil {
		f.text = f.texts[r.dialect.Name()]
		if f.text == "" {
			return fmt.Errorf("a statement has no text for %s", r.dialect.Name())
		}
	}
	parsed, err := r.template(f.text)
	if err == nil {
		args := arguments{list: f.args}
		if err = r.write(parsed.nodes, &args); err == nil {
			err = args.finish()
		}
	}
	if err != nil {
		return fmt.Errorf("statement %.80q: %w", f.text, err)
	}
	return nil
}

func (r *renderer) write(nodes []node, args *arguments) error {
	for _, n := range nodes {
		switch {
		case n.placeholder != "":
			if err := r.placeholder(n.placeholder, args); err != nil {
				return err
			}
		case n.call != nil:
			if err := r.call(n.call, args); err != nil {
				return err
			}
		default:
			r.out.WriteString(n.text)
		}
	}
	return nil
}

// placeholder writes the fragment that a placeholder stands for, or binds its value.
func (r *renderer) placeholder(name string, args *arguments) error {
	if text, ok := args.written[name]; ok {
		r.out.WriteString(text)
		return nil
	}
	value, err := args.value(name)
	if err != nil {
		return err
	}
	start := r.out.Len()
	if part, ok := value.(Fragment); ok {
		if err := r.fragment(part); err != nil {
			return err
		}
	} else {
		r.bound = append(r.bound, r.dialect.Bind(value))
		r.out.WriteString(r.dialect.Placeholder(len(r.bound)))
	}
	args.keep(name, r.out.String()[start:])
	return nil
}

// call writes a call of a portable function.
func (r *renderer) call(c *call, args *arguments) error {
	texts := make([]string, len(c.args))
	for i, arg := range c.args {
		inner := renderer{templates: r.templates, bound: r.bound}
		if err := inner.write(arg, args); err != nil {
			return err
		}
		texts[i], r.bound = strings.TrimSpace(inner.out.String()), inner.bound
	}
	r.out.WriteString(c.function.expand(r.dialect, texts))
	return nil
}

// arguments are those of one fragment while it is written.
type arguments struct {
	list []any
	next int
	// written are the texts of named arguments that were met before, so that each value is bound once.
	written map[string]string
}

// named returns the arguments of a text with named placeholders, nil for any other.
func (a *arguments) named() Args {
	if len(a.list) != 1 {
		return nil
	}
	args, _ := a.list[0].(Args)
	return args
}

// value returns the argument of a placeholder.
func (a *arguments) value(name string) (any, error) {
	if name != "?" {
		if value, ok := a.named()[name[1:]]; ok {
			return value, nil
		}
		return nil, fmt.Errorf("no argument %s", name)
	}
	if a.next == len(a.list) {
		return nil, fmt.Errorf("there are more placeholders than arguments, %d", a.next)
	}
	a.next++
	return a.list[a.next-1], nil
}

func (a *arguments) keep(name, text string) {
	if name == "?" {
		return
	}
	if a.written == nil {
		a.written = map[string]string{}
	}
	a.written[name] = text
}

// finish returns an error if there were more arguments than placeholders.
func (a *arguments) finish() error {
	if a.named() == nil && a.next < len(a.list) {
		return fmt.Errorf("%d arguments for %d placeholders", len(a.list), a.next)
	}
	return nil
}
