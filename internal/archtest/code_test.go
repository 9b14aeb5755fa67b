package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// moduleRoot is the folder of the module, seen from this package.
const moduleRoot = "../.."

// sourceFile is one parsed file of product code.
type sourceFile struct {
	// path is relative to the module, with slashes.
	path  string
	files *token.FileSet
	tree  *ast.File
}

// at returns the file and line of a node.
func (f sourceFile) at(node ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.files.Position(node.Pos()).Line)
}

// walkCode calls do for each file of Go code below cmd and internal, but for tests.
func walkCode(t *testing.T, do func(sourceFile)) {
	t.Helper()
	for _, root := range []string{"cmd", "internal"} {
		walkFiles(t, root, func(path, full string) {
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, full, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			do(sourceFile{path, files, file})
		})
	}
}

// walkFiles calls do for each file below a folder of the module: with its path in the module, and the one that opens it.
func walkFiles(t *testing.T, root string, do func(path, full string)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(moduleRoot, root), func(full string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(moduleRoot, full)
		do(filepath.ToSlash(relative), full)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// permissions are files and folders to which a rule does not apply, each with the reason.
type permissions map[string]string

// permits returns the entry that a path lies in, "" for none.
func (p permissions) permits(path string) string {
	for permitted := range p {
		if within(path, permitted) {
			return permitted
		}
	}
	return ""
}

// expectAllUsed fails for entries that are not needed any more.
func (p permissions) expectAllUsed(t *testing.T, used map[string]bool) {
	t.Helper()
	for permitted := range p {
		if !used[permitted] {
			t.Errorf("%s needs no permission any more", permitted)
		}
	}
}
