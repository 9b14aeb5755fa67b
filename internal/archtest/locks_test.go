package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestNothingWaitsWhileItHoldsALock: callers that wait for the lock would wait, too, beyond the end of their own contexts.
func TestNothingWaitsWhileItHoldsALock(t *testing.T) {
	walkCode(t, func(file sourceFile) {
		for _, found := range waitsUnderLocks(file.tree) {
			t.Errorf("%s %s while it holds a lock: work outside the lock, and swap the result", file.at(found.node), found.what)
		}
	})
}

// wait is a node that may wait.
type wait struct {
	node ast.Node
	what string
}

// waitsUnderLocks returns what may wait while a lock is held: what takes a context, sends, receives, sleeps, or waits for others. A
// lock is held from Lock, or from a deferred Unlock, to the Unlock of the same name in the same block, and in the whole of a function
// whose comment says that the lock is held.
func waitsUnderLocks(file *ast.File) []wait {
	var waits []wait
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncDecl:
			if n.Body != nil && saysLockIsHeld.MatchString(n.Doc.Text()) {
				waits = append(waits, waitsIn(n.Body.List)...)
			}
		case *ast.BlockStmt:
			waits = append(waits, waitsIn(locked(n.List))...)
		case *ast.CaseClause:
			waits = append(waits, waitsIn(locked(n.Body))...)
		case *ast.CommClause:
			waits = append(waits, waitsIn(locked(n.Body))...)
		}
		return true
	})
	return waits
}

var saysLockIsHeld = regexp.MustCompile(`(?i)the lock is held|caller holds|holds the (\S+ )?lock\b`)

// locked returns the statements of a block that run with a lock held.
func locked(block []ast.Stmt) []ast.Stmt {
	for i, statement := range block {
		if lock, ok := lockCall(statement, "Lock", "RLock"); ok {
			rest := block[i+1:]
			end := slices.IndexFunc(rest, func(s ast.Stmt) bool {
				unlock, ok := lockCall(s, "Unlock", "RUnlock")
				_, isDeferred := s.(*ast.DeferStmt)
				return ok && unlock == lock && !isDeferred
			})
			if end < 0 {
				return rest
			}
			return append(slices.Clone(rest[:end]), locked(rest[end+1:])...)
		}
		if _, ok := lockCall(statement, "Unlock", "RUnlock"); ok {
			if _, isDeferred := statement.(*ast.DeferStmt); isDeferred {
				return block[i+1:]
			}
		}
	}
	return nil
}

// lockCall returns the name of the lock on which a statement calls one of the methods.
func lockCall(statement ast.Stmt, methods ...string) (string, bool) {
	var call *ast.CallExpr
	switch s := statement.(type) {
	case *ast.ExprStmt:
		call, _ = s.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call = s.Call
	}
	if call == nil || len(call.Args) > 0 {
		return "", false
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains(methods, selector.Sel.Name) {
		return "", false
	}
	return nameOf(selector.X), true
}

// nameOf returns a chain of names as it is written.
func nameOf(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return nameOf(e.Fun) + "()"
	default:
		return ""
	}
}

// waitsIn returns what may wait in statements. Functions that are only made there run later, and are left out.
func waitsIn(statements []ast.Stmt) []wait {
	var waits []wait
	var visit func(node ast.Node) bool
	visit = func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SelectStmt:
			if hasDefault(n) {
				for _, clause := range n.Body.List {
					for _, s := range clause.(*ast.CommClause).Body {
						ast.Inspect(s, visit)
					}
				}
			} else {
				waits = append(waits, wait{n, "selects without a default"})
			}
			return false
		case *ast.SendStmt:
			waits = append(waits, wait{n, "sends"})
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				waits = append(waits, wait{n, "receives"})
			}
		case *ast.CallExpr:
			if what := waitingCall(n); what != "" {
				waits = append(waits, wait{n, what})
			}
		}
		return true
	}
	for _, s := range statements {
		ast.Inspect(s, visit)
	}
	return waits
}

func hasDefault(s *ast.SelectStmt) bool {
	return slices.ContainsFunc(s.Body.List, func(clause ast.Stmt) bool { return clause.(*ast.CommClause).Comm == nil })
}

// waitingCall says how a call may wait, "" if it does not.
func waitingCall(call *ast.CallExpr) string {
	name := nameOf(call.Fun)
	if name == "time.Sleep" || strings.HasSuffix(name, ".Wait") {
		return "calls " + name
	}
	if len(call.Args) == 0 || strings.HasPrefix(name, "context.") {
		return ""
	}
	first := nameOf(call.Args[0])
	if first == "ctx" || strings.HasSuffix(first, ".ctx") || strings.HasPrefix(first, "context.") || strings.HasSuffix(first, ".Context()") {
		return "calls " + name + ", which takes a context,"
	}
	return ""
}

// TestWaitsUnderLocksAreFound holds what the test above relies on.
func TestWaitsUnderLocksAreFound(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"a read under a deferred unlock":   {"r.mu.Lock(); defer r.mu.Unlock(); r.source.From(ctx, 1)", 1},
		"a read between lock and unlock":   {"r.mu.RLock(); r.source.From(ctx, 1); r.mu.RUnlock()", 1},
		"a read after the unlock":          {"r.mu.Lock(); r.n++; r.mu.Unlock(); r.source.From(ctx, 1)", 0},
		"a read before the lock":           {"r.source.From(ctx, 1); r.mu.Lock(); r.mu.Unlock()", 0},
		"under the second lock":            {"r.mu.Lock(); r.mu.Unlock(); r.mu.Lock(); r.source.From(r.ctx); r.mu.Unlock()", 1},
		"under another lock still":         {"r.a.Lock(); r.b.Lock(); r.b.Unlock(); r.source.From(ctx); r.a.Unlock()", 1},
		"a deferred unlock of another":     {"t := r.lockTopic(); defer t.mu.Unlock(); r.c <- 1", 1},
		"with a context of no end":         {"r.mu.Lock(); r.store.Get(context.Background(), k); r.mu.Unlock()", 1},
		"a send that may wait":             {"r.mu.Lock(); r.c <- 1; r.mu.Unlock()", 1},
		"a send that does not wait":        {"r.mu.Lock(); select { case r.c <- 1: default: }; r.mu.Unlock()", 0},
		"a read in a case with a default":  {"r.mu.Lock(); select { case <-r.c: r.source.From(ctx); default: }; r.mu.Unlock()", 1},
		"a select that waits":              {"r.mu.Lock(); select { case <-r.c: case <-d: }; r.mu.Unlock()", 1},
		"a receive":                        {"r.mu.Lock(); <-r.done; r.mu.Unlock()", 1},
		"a sleep":                          {"r.mu.Lock(); time.Sleep(1); r.mu.Unlock()", 1},
		"a wait for others":                {"r.mu.Lock(); r.all.Wait(); r.mu.Unlock()", 1},
		"within a loop":                    {"r.mu.Lock(); defer r.mu.Unlock(); for range 3 { r.source.From(ctx) }", 1},
		"in a function that runs later":    {"r.mu.Lock(); f := func() { r.source.From(ctx) }; r.mu.Unlock(); f()", 0},
		"locked in a block":                {"if x { r.mu.Lock(); r.source.From(ctx); r.mu.Unlock() }", 1},
		"work in memory":                   {"r.mu.Lock(); defer r.mu.Unlock(); r.m[k] = append(r.m[k], v)", 0},
		"a channel that is closed is fine": {"r.mu.Lock(); close(r.done); r.mu.Unlock()", 0},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc (r *R) f() {\n"+test.body+"\n}", parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if found := waitsUnderLocks(file); len(found) != test.want {
				t.Errorf("%d waits, want %d: %+v", len(found), test.want, found)
			}
		})
	}
	held, err := parser.ParseFile(token.NewFileSet(), "", "package p\n// f reads. The lock is held.\nfunc f() { r.source.From(ctx) }", parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if found := waitsUnderLocks(held); len(found) != 1 {
		t.Errorf("%d waits in a function that says that the lock is held, want 1", len(found))
	}
}
