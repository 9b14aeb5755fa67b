package archtest

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// mayNameStatuses are the files and folders that may spell the words of a status, each with the reason.
var mayNameStatuses = permissions{
	"internal/model/status.go":             "it defines what they mean",
	"internal/model/state.go":              "sessions have states of their own, of which some are the same words",
	"internal/model/session.go":            "sessions have statuses of their own, of which some are the same words",
	"internal/service/sessionlist/sort.go": "the list is sorted by when sessions started and by how many events failed",
	"internal/service/workitem":            "work items have statuses of their own, of which some are the same words",
	"internal/seed":                        "sample data is what other programs store",
	"internal/bench":                       "benchmarks send what other programs send",
	"internal/ingest/transcript":           "agents write words of their own into transcripts, of which some are the same",
	"internal/ingest/otlp":                 "agents send attributes with such names",
	"internal/ingest/toolcall":             "agents write words of their own into results, of which some are the same",
	"internal/web/static/graph.js":         "they are the names of the two kinds of arrows",
	"internal/database/schema.sql":         "the shared tables permit these words",
}

// TestOneFileSaysWhatAStatusMeans: a list of statuses that stands elsewhere would disagree with the definition one day. Ask
// model.Status, and bind the words of a class in SQL.
func TestOneFileSaysWhatAStatusMeans(t *testing.T) {
	used := map[string]bool{}
	report := func(path, position, word string) {
		permitted := mayNameStatuses.permits(path)
		if permitted == "" {
			t.Errorf("%s spells the status %s: ask model.Status", position, word)
		}
		used[permitted] = true
	}
	walkCode(t, func(file sourceFile) {
		ast.Inspect(file.tree, func(node ast.Node) bool {
			if word := statusIn(node); word != "" {
				report(file.path, file.at(node), word)
			}
			return true
		})
	})
	walkFiles(t, "internal", func(path, full string) {
		if !isAsset(path) {
			return
		}
		text, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range quotedInAsset.FindAllStringSubmatch(string(text), -1) {
			if word := found[1]; word != string(model.StatusError) { // it is also a class of elements
				report(path, path, word)
			}
		}
	})
	mayNameStatuses.expectAllUsed(t, used)
}

// isAsset reports whether a file is one of ours that may hold words but is no Go code.
func isAsset(path string) bool {
	for _, suffix := range []string{".html", ".js", ".css", ".sql"} {
		if strings.HasSuffix(path, suffix) {
			return !strings.Contains(path, "/vendor/") && !strings.Contains(path, "/testdata/")
		}
	}
	return false
}

// statusIn returns the status that a node spells, "" for none. The word error is also the name of many other things: it counts where
// something is compared with it, and in SQL.
func statusIn(node ast.Node) string {
	switch n := node.(type) {
	case *ast.BasicLit:
		text := textOf(n)
		if text != string(model.StatusError) && isStatus(text) {
			return text
		}
		return strings.Trim(quotedInSQL.FindString(text), "'")
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			return errorAmong(n.X, n.Y)
		}
	case *ast.CaseClause:
		return errorAmong(n.List...)
	}
	return ""
}

func errorAmong(expressions ...ast.Expr) string {
	for _, e := range expressions {
		if textOf(e) == string(model.StatusError) {
			return string(model.StatusError)
		}
	}
	return ""
}

// textOf returns the text of a literal, "" for anything else.
func textOf(expression ast.Expr) string {
	literal, ok := expression.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return text
}

func isStatus(text string) bool {
	for _, status := range model.Statuses() {
		if text == string(status) {
			return true
		}
	}
	return false
}

var (
	words         = statusWords()
	quotedInSQL   = regexp.MustCompile("'(" + words + ")'")
	quotedInAsset = regexp.MustCompile(`['"](` + words + `)['"]`)
)

func statusWords() string {
	var list []string
	for _, status := range model.Statuses() {
		list = append(list, string(status))
	}
	return strings.Join(list, "|")
}
