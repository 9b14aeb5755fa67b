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

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// mayNameAgents are the files and folders that may name an agent in a text, each with its reason.
var mayNameAgents = map[string]string{
	"internal/agent":             "it is the registry",
	"internal/ingest/transcript": "a format bears the name of its agent, and its records name it",
	"internal/pricing":           "Claude and Gemini are families of models too",
	"internal/project":           "the folder of worktrees is part of the paths that are stored",
	"internal/seed":              "sample data looks like that of real agents and models",
	"internal/bench":             "benchmarks send the data of one agent",
	"internal/handler/feed.go":   "the note about a limitation of Claude Code is part of the API",
}

// sharedColumn is a column of a table that other programs share; its name contains that of an agent.
const sharedColumn = "claude_task_id"

// TestTheRegistryAloneNamesAgents checks all texts in the code: a fact about an agent outside the registry would be forgotten when
// an agent is added.
func TestTheRegistryAloneNamesAgents(t *testing.T) {
	unused := map[string]bool{}
	for path := range mayNameAgents {
		unused[path] = true
	}
	for _, root := range []string{"cmd", "internal"} {
		walkTexts(t, root, func(path, position, text string) {
			name := agentIn(text)
			if name == "" {
				return
			}
			if permitted := permission(path); permitted != "" {
				delete(unused, permitted)
				return
			}
			t.Errorf("%s names %s: ask the registry instead", position, name)
		})
	}
	for path := range unused {
		t.Errorf("%s names no agent any more", path)
	}
}

// agentIn returns the name of an agent that a text contains as a word, "" for none.
func agentIn(text string) string {
	text = strings.ToLower(strings.ReplaceAll(text, sharedColumn, ""))
	for _, a := range agent.All() {
		for _, name := range append(a.Names(), a.Title) {
			if strings.Contains(text, strings.ToLower(name)) {
				return a.Title
			}
		}
	}
	return ""
}

// TestAgentsAreFoundInTexts tests the function on which the test above relies.
func TestAgentsAreFoundInTexts(t *testing.T) {
	for text, want := range map[string]string{
		"start Codex anew": "Codex", "~/.claude/projects": "Claude Code", "gemini_cli.user_prompt": "Gemini CLI", "claude_task_id": "", "agents": "",
	} {
		if got := agentIn(text); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

// permission returns the entry of mayNameAgents for a file, "" for none.
func permission(path string) string {
	for permitted := range mayNameAgents {
		if within(path, permitted) {
			return permitted
		}
	}
	return ""
}

// walkTexts calls do for each text in the code below a folder of the module, except tests and imports.
func walkTexts(t *testing.T, root string, do func(path, position, text string)) {
	t.Helper()
	const module = "../.."
	err := filepath.WalkDir(filepath.Join(module, root), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(module, path)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if _, ok := node.(*ast.ImportSpec); ok {
				return false
			}
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil {
					position := files.Position(literal.Pos())
					do(filepath.ToSlash(relative), relative+":"+strconv.Itoa(position.Line), text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
