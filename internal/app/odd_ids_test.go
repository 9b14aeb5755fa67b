package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
)

// oddIDs are ids that other programs may store and a path or a query cannot hold as they are.
func oddIDs() map[string][]byte {
	return map[string][]byte{
		"plain": []byte("plain"), "empty": {}, "no UTF-8": []byte("a\xffb"), "NUL": []byte("a\x00b"), "a line": []byte("one\ntwo\r\n"), "tab": []byte("\t"),
		"parents": []byte("../../etc/passwd"), "dots": []byte(".."), "escapes": []byte("a%2Fb%00%"), "delimiters": []byte("#?&=;+"),
		"spaces": []byte("  a  "), "quotes": []byte("\"'`<>\\"), "directions": []byte("a\u202eb\u2028c"), "letters": []byte("ü☃𝄞"), "very long": []byte(strings.Repeat("x", 5000)),
		"a slash": []byte("/"), "an address": []byte("https://example.com/"), "braces": []byte("{{.}}{session_id}"),
	}
}

// newOdd returns a server on a database with an event, a session, a work item and a delegation of each odd id. Their titles say which.
func newOdd(t *testing.T) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "odd.db")
	err := database.Build(t.Context(), path, func(ctx context.Context, tx *sql.Tx) error {
		second := 0
		for name, raw := range oddIDs() {
			second++
			at := fmt.Sprintf("2026-03-18T15:%02d:00.000000", second)
			id := "CAST(? AS TEXT)"
			for _, step := range []struct {
				statement string
				args      []any
			}{
				{`INSERT INTO sessions (session_id, agent_assigned, created_at, status) VALUES (` + id + `, ` + id + `, ?, 'active')`, []any{raw, raw, at}},
				{`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary, feature_id, model)
					VALUES (` + id + `, ` + id + `, 'tool_call', ` + id + `, ?, 'UserQuery', ?, ` + id + `, ` + id + `)`, []any{raw, raw, raw, at, "event of " + name, raw, raw}},
				{`INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name, input_summary, parent_event_id, subagent_type, context)
					VALUES (` + id + ` || '-task', ` + id + `, 'task_delegation', ` + id + `, ?, 'Task', ?, ` + id + `, ` + id + `, json_object('spawner_type', 'gemini', 'spawned_agent', 'x'))`,
					[]any{raw, raw, raw, at, "task of " + name, raw, raw}},
				{`INSERT INTO features (id, type, title, status, priority, created_at, updated_at, assigned_to, parent_feature_id, track_id)
					VALUES (` + id + `, 'feature', ?, 'todo', 'high', ?, ?, ` + id + `, ` + id + `, ` + id + `)`, []any{raw, "item of " + name, at, at, raw, raw, raw}},
				{`INSERT INTO agent_presence (agent_id, status, last_activity, current_feature_id, session_id) VALUES (` + id + `, 'active', ?, ` + id + `, ` + id + `)`,
					[]any{raw, at, raw, raw}},
			} {
				if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
					return fmt.Errorf("%s: %w", step.statement, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path}, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

// What a page leads to or loads: addresses, and the choices of a form.
var (
	linked   = regexp.MustCompile(`(?:href|hx-get)="([^"#][^"]*)"`)
	formed   = regexp.MustCompile(`(?s)<form[^>]* action="([^"]+)".*?</form>`)
	selected = regexp.MustCompile(`(?s)<select name="([^"]+)">(.*?)</select>`)
	option   = regexp.MustCompile(`<option value="([^"]*)"`)
)

// targets returns the addresses that a page leads to.
func targets(page string) []string {
	var all []string
	for _, match := range linked.FindAllStringSubmatch(page, -1) {
		all = append(all, html.UnescapeString(match[1]))
	}
	for _, form := range formed.FindAllStringSubmatch(page, -1) {
		for _, list := range selected.FindAllStringSubmatch(form[0], -1) {
			for _, choice := range option.FindAllStringSubmatch(list[2], -1) {
				all = append(all, form[1]+"?"+url.Values{list[1]: {html.UnescapeString(choice[1])}}.Encode())
			}
		}
	}
	return all
}

// TestEveryLinkOfEveryPageWorks follows all links from all pages, over rows with odd ids.
func TestEveryLinkOfEveryPageWorks(t *testing.T) {
	service := newOdd(t)
	pages := map[string]string{}
	waiting := []string{
		"/", "/views/activity-feed", "/views/orchestration", "/views/work-items", "/views/agents", "/views/metrics", "/views/sessions",
		"/views/spawners", "/views/presence-widget",
	}
	from := map[string]string{}
	for len(waiting) > 0 {
		at := waiting[0]
		waiting = waiting[1:]
		if _, seen := pages[at]; seen || !strings.HasPrefix(at, "/") || strings.HasPrefix(at, "/static") || strings.HasPrefix(at, "/docs") {
			continue
		}
		answer := ask(service, at)
		pages[at] = answer.Body.String()
		if answer.Code != http.StatusOK {
			t.Errorf("%d at %.300q, which %.200q leads to", answer.Code, at, from[at])
			continue
		}
		for _, to := range targets(pages[at]) {
			if _, known := from[to]; !known {
				from[to] = at
			}
			waiting = append(waiting, to)
		}
	}
	checkShown(t, pages)
}

// checkShown checks that each row has a page of its own, which shows it.
func checkShown(t *testing.T, pages map[string]string) {
	t.Helper()
	for name := range oddIDs() {
		for kind, path := range map[string]string{
			"event of ": "/views/event?", "task of ": "/views/event?", "item of ": "/views/work-item?",
		} {
			found := false
			for at, page := range pages {
				title, _, _ := strings.Cut(page, "<dl")
				found = found || strings.HasPrefix(at, path) && strings.Contains(title, kind+name)
			}
			if !found {
				t.Errorf("no page shows %s%s", kind, name)
			}
		}
	}
	if len(pages) < 100 {
		t.Errorf("only %d pages were read", len(pages))
	}
}
