package database

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAStatementBindsItsArgumentsAndExpandsPortableFunctions(t *testing.T) {
	for name, test := range map[string]struct {
		statement Fragment
		text      string
		bound     []any
	}{
		"arguments in order": {
			SQL("SELECT a FROM t WHERE b = ? AND c > ?", "x", int64(2)),
			"SELECT a FROM t WHERE b = ?1 AND c > ?2", []any{"x", int64(2)},
		},
		"a named argument is bound once": {
			SQL("WHERE a = :id OR b = :id OR c = :other", Args{"id": "x", "other": 1}),
			"WHERE a = ?1 OR b = ?1 OR c = ?2", []any{"x", 1},
		},
		"fragments stand in the place of their placeholder": {
			SQL("WHERE ? AND c = ?", SQL("a = :m AND b = :n", Args{"m": 1, "n": 2}), 3),
			"WHERE a = ?1 AND b = ?2 AND c = ?3", []any{1, 2, 3},
		},
		"a list is one argument": {
			SQL("WHERE any_of(e.id, ?) AND any_of(n, ?)", []string{"a", "b"}, []int64(nil)),
			"WHERE e.id IN (SELECT value FROM json_each(?1)) AND n IN (SELECT value FROM json_each(?2))", []any{`["a","b"]`, "[]"},
		},
		"pairs are one argument, and a table": {
			SQL("FROM pairs_of(?) AS p", Pairs{{"a", "1"}, {"b", "2"}}),
			"FROM (SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b FROM json_each(?1)) AS p", []any{`[["a","1"],["b","2"]]`},
		},
		"rows are inserted in a transaction that fails as a whole": {SQL("insert_into(t) (a) VALUES (?)", 1), "INSERT OR FAIL INTO t (a) VALUES (?1)", []any{1}},
		"calls nest": {
			SQL("as_text(coalesce(nullif(a, ''), as_integer(b)))"),
			"CAST(coalesce(nullif(a, ''), CAST(b AS BIGINT)) AS TEXT)", nil,
		},
		"literals, quoted names and comments are not read": {
			SQL("SELECT '?:a as_text(x)', \"odd?\" -- why: as_text(x)?\nFROM t WHERE a = 'it''s ?'"),
			"SELECT '?:a as_text(x)', \"odd?\" \nFROM t WHERE a = 'it''s ?'", nil,
		},
		"a column may have the name of a function": {SQL("SELECT row_key FROM t"), "SELECT row_key FROM t", nil},
		"rows of values": {SQL("WITH t(a, b) AS (?)", Values([][]any{{1, 2}, {3, 4}})), "WITH t(a, b) AS (VALUES (?1, ?2), (?3, ?4))", []any{1, 2, 3, 4}},
		"joined parts":   {Join(" AND ", []Fragment{SQL("a = ?", 1), SQL("b")}), "a = ?1 AND b", []any{1}},
	} {
		t.Run(name, func(t *testing.T) {
			text, bound, err := newTemplates(sqlite{}).render(test.statement)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.text, text); diff != "" {
				t.Errorf("text: %s", diff)
			}
			if diff := cmp.Diff(test.bound, bound); diff != "" {
				t.Errorf("bound: %s", diff)
			}
		})
	}
}

func TestAStatementThatDoesNotFitItsArgumentsIsAnError(t *testing.T) {
	for name, test := range map[string]struct {
		statement Fragment
		want      string
	}{
		"too few arguments":   {SQL("a = ? AND b = ?", 1), "more placeholders than arguments"},
		"too many arguments":  {SQL("a = ?", 1, 2), "2 arguments for 1 placeholders"},
		"an unknown name":     {SQL("a = :b", Args{"c": 1}), "no argument :b"},
		"a call without end":  {SQL("as_text(a"), "has no end"},
		"a wrong call":        {SQL("as_text(a, b)"), "as_text takes 1 arguments, not 2"},
		"within a part of it": {SQL("WHERE ?", SQL("a = ?")), "more placeholders"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := newTemplates(sqlite{}).render(test.statement); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// numbered is a dialect with other words for a few things.
type numbered struct{ sqlite }

func (numbered) Name() string                { return "numbered" }
func (numbered) Placeholder(n int) string    { return "$" + strconv.Itoa(n) }
func (numbered) Bind(value any) any          { return value }
func (numbered) RowKey(table string) string  { return table + ".seq" }
func (numbered) AnyOf(x, list string) string { return x + " = ANY(" + list + ")" }
func (numbered) Unindexed(x string) string   { return x }

func TestAnotherDialectIsAnotherImplementation(t *testing.T) {
	templates := newTemplates(numbered{})
	ids := []string{"a"}
	text, bound, err := templates.render(SQL("SELECT row_key(t) FROM t WHERE any_of(unindexed(id), ?) AND a = ?", ids, 1))
	if want := "SELECT t.seq FROM t WHERE id = ANY($1) AND a = $2"; text != want || err != nil {
		t.Errorf("%q, %v, want %q", text, err, want)
	}
	if diff := cmp.Diff([]any{ids, 1}, bound); diff != "" {
		t.Error(diff)
	}
	if _, _, err := templates.render(PerDialect(map[string]string{SQLite: "SELECT 1"})); err == nil {
		t.Error("a statement without a text for the dialect is no error")
	}
}
