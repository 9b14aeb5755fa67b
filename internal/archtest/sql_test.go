package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sqliteWords are words of SQL that SQLite knows and PostgreSQL does not, or understands in another way.
var sqliteWords = map[string]string{
	`rowid`: "row_key(table)", `json_each`: "any_of or pairs_of", `json_extract`: "json_text or json_number", `json_type`: "json_text or json_number",
	`json_valid`: "json_text or json_number", `group_concat`: "rows, which Go joins", `typeof`: "is_number", `CAST`: "as_text, as_integer or as_number",
	`pragma\w*`: "a method of package database", `sqlite_\w+`: "a method of package database", `VACUUM`: "a method of package database",
	`ATTACH`: "a method of package database", `INSERT\s+OR`: "ON CONFLICT", `UPDATE\s+OR`: "two statements", `REPLACE\s+INTO`: "ON CONFLICT",
	`strftime`: "instant_key, or Go", `datetime`: "instant_key, or Go", `julianday`: "Go", `date`: "is_dated, or Go", `iif`: "CASE",
	`ifnull`: "coalesce", `total`: "sum and coalesce", `printf`: "Go", `instr`: "LIKE", `glob`: "LIKE", `COLLATE`: "lower",
	`INDEXED\s+BY`: "unindexed for what must not be used", `AUTOINCREMENT`: "a migration", `WITHOUT\s+ROWID`: "a migration",
}

// calls are those of the words that mean something else where no parenthesis follows.
var calls = map[string]bool{
	"date": true, "datetime": true, "total": true, "printf": true, "glob": true, "CAST": true, "typeof": true, "iif": true, "instr": true,
}

// sqliteFree lists where statements of SQLite may stand, with the reason.
var sqliteFree = map[string]string{
	"internal/database": "it is where they belong",
	"internal/bench":    "it compares the program with plain SQLite",
}

// sqlStart matches literals that are SQL, or a part of it.
var sqlStart = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|WITH|WHERE|FROM|ORDER BY|GROUP BY|coalesce|nullif|CREATE|ALTER|DROP|AND|OR|IN)\b`)

// sqlComment is a comment in a statement.
var sqlComment = regexp.MustCompile(`--[^\n]*`)

func TestStatementsOutsideOfPackageDatabaseAreNotThoseOfSQLiteAlone(t *testing.T) {
	root := "../.."
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
		if err != nil || entry.IsDir() {
			if err == nil && (excusedFromSQL(name) || strings.HasPrefix(entry.Name(), ".") && name != root) {
				return filepath.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(name, ".sql") && (!strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go")) {
			return nil
		}
		files++
		texts, err := statementsIn(path)
		for _, text := range texts {
			for _, fault := range sqliteOnly(text) {
				t.Errorf("%s: %s", name, fault)
			}
		}
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
}

func excusedFromSQL(name string) bool {
	_, ok := sqliteFree[name]
	return ok
}

// statementsIn returns the SQL of a .sql file, or the literals of a Go file that are SQL.
func statementsIn(path string) ([]string, error) {
	if strings.HasSuffix(path, ".sql") {
		content, err := os.ReadFile(path)
		return []string{string(content)}, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return nil, err
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if ok && literal.Kind == token.STRING && sqlStart.MatchString(literal.Value) {
			found = append(found, literal.Value)
		}
		return true
	})
	return found, nil
}

// sqliteOnly says which words of a text are those of SQLite alone, and what stands for each.
func sqliteOnly(text string) []string {
	var faults []string
	text = sqlComment.ReplaceAllString(text, "")
	for word, instead := range sqliteWords {
		pattern := `(?i)\b` + word + `\b`
		if calls[word] {
			pattern = `(?i)\b` + word + `\s*\(`
		}
		if found := regexp.MustCompile(pattern).FindString(text); found != "" {
			faults = append(faults, "it has "+found+": write "+instead+" instead, in:\n"+text)
		}
	}
	return faults
}

func TestTheWordsOfSQLiteAreFound(t *testing.T) {
	for text, want := range map[string]int{
		"SELECT rowid FROM t":                         1,
		"INSERT OR  IGNORE INTO t VALUES (1)":         1,
		"SELECT CAST(a AS TEXT), typeof(b) FROM t":    2,
		"SELECT date(a), created_date FROM t":         1,
		"SELECT as_text(a), total FROM totals":        0,
		"SELECT a -- not typeof(a)":                   0,
		"PRAGMA journal_mode":                         1,
		"SELECT name FROM sqlite_master":              1,
		"SELECT row_key(t), narrowid, b_rowid FROM t": 0,
	} {
		if got := sqliteOnly(text); len(got) != want {
			t.Errorf("%q: %v, want %d", text, got, want)
		}
	}
}
