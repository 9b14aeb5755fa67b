package filtertext

import (
	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// query is what a text consists of. Its members are the grammar.
type query struct {
	Terms []*term `parser:"Space? (@@ Space?)*"`
}

// term is a field or a text, which a hyphen negates. A hyphen alone is a word.
type term struct {
	Pos   lexer.Position
	Not   bool   `parser:"( @Not?"`
	Field *field `parser:"  ( @@"`
	Text  *value `parser:"  | @@ )"`
	Dash  string `parser:"| @Not )"`
}

// field is a key with its value, such as agent:codex.
type field struct {
	Key   string `parser:"@Key"`
	Value *value `parser:"@@?"`
}

// value is a phrase in quotes or a word.
type value struct {
	Pos lexer.Position
	// Unclosed begins with a quote that has no end.
	Unclosed string `parser:"  @Unclosed"`
	Phrase   string `parser:"| @Phrase"`
	// Word may begin with what is a hyphen or a key elsewhere.
	Word string `parser:"| (@(Not | Key)+ @Word?) | @Word"`
}

// newParser returns the parser. It holds no state of a text.
func newParser() (*participle.Parser[query], error) {
	lexed, err := lexer.NewSimple([]lexer.SimpleRule{
		{Name: "Space", Pattern: `\s+`},
		{Name: "Not", Pattern: `-`},
		{Name: "Key", Pattern: `[A-Za-z]{2,}:`},
		{Name: "Phrase", Pattern: `"(?:[^"\\]|\\.)*"`},
		{Name: "Unclosed", Pattern: `"(?s:.*)`},
		{Name: "Word", Pattern: `[^\s"]+`},
	})
	if err != nil {
		return nil, err
	}
	return participle.Build[query](participle.Lexer(lexed), participle.UseLookahead(2))
}
