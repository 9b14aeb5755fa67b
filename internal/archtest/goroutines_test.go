package archtest

import (
	"go/ast"
	"testing"
)

// mayStartGoroutines are the files and folders that may start goroutines, each with the reason.
var mayStartGoroutines = permissions{
	"internal/background":                "it owns the goroutines of the service",
	"internal/stream/socket.go":          "each connection has a reader and a sender, which end with it; Hub.Close waits for the senders",
	"internal/ingest/importer/submit.go": "a batch is stored while the next is read; settle waits for it",
	"internal/hookclient/store.go":       "a hook abandons a database that does not answer: its process ends within the second",
	"internal/cli/hook.go":               "a hook abandons everything that takes longer than its agent waits: its process ends",
	"internal/terminal/await.go":         "a command that is asked to end abandons a write that nobody reads: its process ends",
	"internal/bench":                     "benchmarks are clients, which ask at once; they are not shipped",
}

// TestOneOwnerStartsGoroutines: a goroutine that a group starts is logged by name when it panics, and ends in a known order.
func TestOneOwnerStartsGoroutines(t *testing.T) {
	used := map[string]bool{}
	walkCode(t, func(file sourceFile) {
		ast.Inspect(file.tree, func(node ast.Node) bool {
			if !startsGoroutine(node) {
				return true
			}
			permitted := mayStartGoroutines.permits(file.path)
			if permitted == "" {
				t.Errorf("%s starts a goroutine: use a background.Group", file.at(node))
			}
			used[permitted] = true
			return true
		})
	})
	mayStartGoroutines.expectAllUsed(t, used)
}

// startsGoroutine reports whether a node is a go statement, or names a type whose only use is to start goroutines and wait for them.
func startsGoroutine(node ast.Node) bool {
	if _, ok := node.(*ast.GoStmt); ok {
		return true
	}
	selector, ok := node.(*ast.SelectorExpr)
	return ok && (isName(selector, "sync", "WaitGroup") || isName(selector, "errgroup", "Group") || isName(selector, "errgroup", "WithContext"))
}

// isName reports whether a selector is one name of a package.
func isName(selector *ast.SelectorExpr, pkg, name string) bool {
	x, ok := selector.X.(*ast.Ident)
	return ok && x.Name == pkg && selector.Sel.Name == name
}
