package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ownNames lists files that write names of the program itself into statements, with the reason. A name from a database file may contain
// anything: only database/identifier.go quotes it as SQL does.
var ownNames = map[string]string{
	"internal/database/sqlite.go":              "statements of the program name the table that it expands",
	"internal/database/upgrade.go":             "it adds words to statements of its own schema",
	"internal/repository/query/rows.go":        "repositories name the table",
	"internal/repository/forgotten/delete.go":  "its tables are listed in the package",
	"internal/repository/ingeststore/table.go": "its tables are listed in the package",
	"internal/seed/record.go":                  "its tables are listed in the package",
	"internal/bench/ingest/bare.go":            "it copies the tables of a database that it made itself",
}

// beforeName matches the part of a statement after which a name of a table, a view, an index or a column follows.
var beforeName = regexp.MustCompile(`(?i)(\b(FROM|INTO|TABLE|VIEW|JOIN|UPDATE|COLUMN|INDEX|EXISTS|ONLY)\s+["'` + "`" + `\[]?|\b(main|temp)\.["]?|row_key\()$`)

func TestNamesInStatementsAreQuotedByOneFunction(t *testing.T) {
	root := "../.."
	used := map[string]bool{}
	files := 0
	err := filepath.WalkDir(root+"/internal", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		packages, err := parser.ParseDir(token.NewFileSet(), path, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0) //nolint:staticcheck // build tags do not matter here
		for _, parsed := range packages {
			for path, file := range parsed.Files {
				files++
				name := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
				for _, fault := range namesUnquoted(file, constants(parsed.Files)) {
					if used[name] = true; ownNames[name] == "" {
						t.Errorf("%s: %s", name, fault)
					}
				}
			}
		}
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
	for name := range ownNames {
		if !used[name] {
			t.Errorf("%s writes no names into statements: remove it from the list", name)
		}
	}
}

// constants returns the names of the constants of a package.
func constants(files map[string]*ast.File) map[string]bool {
	found := map[string]bool{}
	for _, file := range files {
		for _, declaration := range file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					found[name.Name] = true
				}
			}
		}
	}
	return found
}

// namesUnquoted says where a file writes a name into a statement that is neither a constant nor quoted by function identifier.
func namesUnquoted(file *ast.File, constants map[string]bool) []string {
	var faults []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			faults = append(faults, formatFaults(n, constants)...)
		case *ast.BinaryExpr:
			if operands := joined(n); operands != nil {
				faults = append(faults, joinFaults(operands, constants)...)
				return false
			}
		}
		return true
	})
	return faults
}

// formatVerb is a verb of a format.
var formatVerb = regexp.MustCompile(`%[-+# 0-9.\[\]]*[a-zA-Z]`)

// formatFaults returns the faults of a call that formats a statement.
func formatFaults(call *ast.CallExpr, constants map[string]bool) []string {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Sprintf", "Fprintf", "Appendf"}, function.Sel.Name) {
		return nil
	}
	for i, argument := range call.Args {
		format, isText := literalText(argument)
		if !isText || !sqlStart.MatchString(format) {
			continue
		}
		var faults []string
		for n, at := range formatVerb.FindAllStringIndex(format, -1) {
			verb := format[at[0]:at[1]]
			switch {
			case verb == "%q":
				faults = append(faults, "%q quotes as Go does, not as SQL does: use identifier, in: "+format)
			case beforeName.MatchString(format[:at[0]]) && i+1+n < len(call.Args) && !isSafeName(call.Args[i+1+n], constants):
				faults = append(faults, fmt.Sprintf("name %d is not quoted by identifier, in: %s", n+1, format))
			}
		}
		return faults
	}
	return nil
}

// joinFaults returns the faults of texts that are joined to a statement.
func joinFaults(operands []ast.Expr, constants map[string]bool) []string {
	var faults []string
	for i, operand := range operands[:len(operands)-1] {
		if text, ok := literalText(operand); ok && beforeName.MatchString(text) && !isSafeName(operands[i+1], constants) {
			faults = append(faults, "the name after this is not quoted by identifier: "+text)
		}
	}
	return faults
}

// joined returns the operands of a chain of +, nil for another expression.
func joined(expression *ast.BinaryExpr) []ast.Expr {
	if expression.Op != token.ADD {
		return nil
	}
	if left, ok := expression.X.(*ast.BinaryExpr); ok {
		if operands := joined(left); operands != nil {
			return append(operands, expression.Y)
		}
	}
	return []ast.Expr{expression.X, expression.Y}
}

// isSafeName reports whether an expression is a constant, or a name that is quoted.
func isSafeName(expression ast.Expr, constants map[string]bool) bool {
	switch e := expression.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return constants[e.Name]
	case *ast.CallExpr:
		function, ok := e.Fun.(*ast.Ident)
		return ok && function.Name == "identifier"
	default:
		return false
	}
}

// literalText returns the text of a literal.
func literalText(expression ast.Expr) (string, bool) {
	literal, ok := expression.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

func TestUnquotedNamesAreFound(t *testing.T) {
	for statement, want := range map[string]int{
		`fmt.Sprintf("SELECT count(*) FROM %q", name)`:                                   1,
		`fmt.Sprintf("SELECT count(*) FROM %s", name)`:                                   1,
		`fmt.Sprintf("SELECT count(*) FROM \"%s\"", name)`:                               1,
		`fmt.Sprintf("SELECT %s FROM main.%s", columns, name)`:                           1,
		`fmt.Fprintf(w, "ALTER TABLE %s ADD COLUMN %s TEXT", identifier(t), name)`:       1,
		`fmt.Sprintf("DELETE FROM %s WHERE x IN (SELECT x FROM %q)", name, name)`:        2,
		`"SELECT count(*) FROM " + name`:                                                 1,
		`"SELECT a FROM \"" + strings.ReplaceAll(name, "'", "") + "\" WHERE b"`:          1,
		`"DROP TABLE IF EXISTS " + name + " -- UPDATE " + other`:                         2,
		`fmt.Sprintf("SELECT count(*) FROM %s", identifier(name))`:                       0,
		`fmt.Sprintf("PRAGMA integrity_check(%d)", 7)`:                                   0,
		`"INSERT INTO " + versionTable + " (version_id) VALUES (?)"`:                     0,
		`"SELECT x FROM " + identifier(name)`:                                            0,
		`"SELECT " + columns + " FROM agent_events WHERE " + condition`:                  0,
		`fmt.Errorf("the table %q cannot be read", name)`:                                0,
		`fmt.Sprintf("%d rows from %q", n, name)`:                                        0,
		`fmt.Sprintf("CREATE VIEW %s AS SELECT 1 FROM %s", identifier(a), versionTable)`: 0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nvar x = "+statement, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := namesUnquoted(file, map[string]bool{"versionTable": true}); len(got) != want {
			t.Errorf("%s: %q, want %d", statement, got, want)
		}
	}
}
