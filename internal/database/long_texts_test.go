package database_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/database"
)

// TestListsContainTheBeginningsOfLongTexts asks the database itself: a text with characters of several bytes, and one with a NUL, at which some
// functions of a database end, are cut too.
func TestListsContainTheBeginningsOfLongTexts(t *testing.T) {
	const text, name = 16 << 10, 1 << 10
	db := open(t, database.Options{Path: filepath.Join(t.TempDir(), "texts.db")})
	for title, test := range map[string]struct {
		call  string
		value any
		want  any
	}{
		"null":                        {"listed_text(x)", nil, nil},
		"a short text":                {"listed_text(x)", "short", "short"},
		"as long as permitted":        {"listed_text(x)", strings.Repeat("x", text), strings.Repeat("x", text)},
		"one character more":          {"listed_text(x)", strings.Repeat("x", text+1), strings.Repeat("x", text-1) + "…"},
		"as long, in more bytes":      {"listed_text(x)", strings.Repeat("世", text), strings.Repeat("世", text)},
		"more, in more bytes":         {"listed_text(x)", strings.Repeat("世", text+1), strings.Repeat("世", text-1) + "…"},
		"a NUL within the limit":      {"listed_text(x)", "a\x00b", "a\x00b"},
		"a NUL in a very long text":   {"listed_text(x)", "a\x00" + strings.Repeat("x", 1<<20), "a…"},
		"a number":                    {"listed_text(x)", int64(5), int64(5)},
		"a name":                      {"listed_name(x)", strings.Repeat("n", name), strings.Repeat("n", name)},
		"a long name":                 {"listed_name(x)", strings.Repeat("n", name+1), strings.Repeat("n", name-1) + "…"},
		"a short object":              {"listed_object(x, 'a b')", `{"a": 1, "c": 2}`, `{"a": 1, "c": 2}`},
		"a short text, no object":     {"listed_object(x, 'a b')", `{"a": `, `{"a": `},
		"a long object":               {"listed_object(x, 'a b c d e')", `{"a": "t", "b": 2, "c": 0.5, "d": [1], "pad": "` + strings.Repeat("x", text) + `"}`, `{"a":"t","b":2,"c":0.5,"d":null,"e":null}`},
		"a long member":               {"listed_object(x, 'a')", `{"a": "` + strings.Repeat("x", 2*text) + `"}`, `{"a":"` + strings.Repeat("x", text) + `"}`},
		"a long text, no object":      {"listed_object(x, 'a')", strings.Repeat("x", text+1), nil},
		"a long list":                 {"listed_object(x, 'a')", "[" + strings.Repeat("1,", text) + "1]", nil},
		"the bytes of nothing":        {"bytes_of(x)", nil, int64(0)},
		"the bytes of two characters": {"bytes_of(x)", "世界", int64(6)},
	} {
		t.Run(title, func(t *testing.T) {
			got, err := database.SelectFunc(t.Context(), db, func(rows *sql.Rows, value *any) error { return rows.Scan(value) },
				"SELECT "+test.call+" FROM (SELECT ? AS x) AS t", test.value)
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if got[0] != test.want {
				t.Errorf("%.60v of %T, want %.60v", got[0], got[0], test.want)
			}
		})
	}
}
