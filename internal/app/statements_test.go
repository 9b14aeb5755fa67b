package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

var now = time.Date(2026, 3, 18, 15, 30, 0, 0, time.UTC)

// newSeeded returns a service without a cache on a sample with a number of events.
func newSeeded(t *testing.T, events int) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: events, End: now, Number: 1}); err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: path, Hook: testkit.Statements{}},
		Cache:    app.CacheOff, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

// count requests target and returns the number of statements and the body.
func count(t *testing.T, service *app.App, target string) (int64, []byte) {
	t.Helper()
	ctx, counter := testkit.Statements{}.Counting(context.Background())
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	request.Host = "localhost"
	recorder := httptest.NewRecorder()
	service.Server.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", target, recorder.Code, recorder.Body)
	}
	return counter.Load(), recorder.Body.Bytes()
}

// levels stands for one statement for each level of the data below a turn, however many events it has.
const levels = 100

// deepest is the largest number of levels in the sample, plus the empty one below.
const deepest = 7

// statements is the number of statements of each operation, with ten turns and with a thousand.
var statements = map[string]struct {
	target string
	want   int64
}{
	"listEvents":              {"/api/events?limit=1000", 1},
	"getEvent":                {"/api/events/{event_id}", 1},
	"getInitialStats":         {"/api/initial-stats", 1},
	"listTurns":               {"/api/events-grouped-by-prompt?limit=1000", 5},
	"listEventTraces":         {"/api/event-traces?limit=1000", 3},
	"listActivity":            {"/api/complete-activity-feed?limit=1000", 5},
	"listSessions":            {"/api/sessions?limit=1000", 2},
	"findSessions":            {"/api/session-list?limit=200", 5},
	"searchSessions":          {"/api/search?q=the", 3},
	"showSearch":              {"/views/search?q=the", 3},
	"getUsage":                {"/api/analytics/usage?from=all", 6},
	"showUsage":               {"/views/usage?from=all", 6},
	"showRequests":            {"/views/requests?from=all", 4},
	"getSession":              {"/api/sessions/{session_id}", 5},
	"listAgents":              {"/api/agents", 3},
	"listWorkItems":           {"/api/work-items?limit=1000", 2},
	"getWorkItem":             {"/api/work-items/{work_item_id}", 2},
	"getOrchestration":        {"/api/orchestration", 1},
	"getDelegations":          {"/api/orchestration/delegations", 1},
	"getOrchestrationSummary": {"/api/orchestration/summary", 1},
	"getDelegationChain":      {"/api/orchestration/delegation-chain/{event_id}", 1},
	"listSpawnerActivities":   {"/api/spawner-activities", 1},
	"getSpawnerStatistics":    {"/api/spawner-statistics", 0},
	"getSubagentWork":         {"/api/subagent-work/{session_id}", 1},
	"listTaskNotifications":   {"/api/task-notifications", 2},
	"getCostSummary":          {"/api/analytics/cost-summary", 3},
	"getCosts":                {"/api/analytics/costs?group_by=project", 3},
	"getReconciliation":       {"/api/analytics/reconciliation", 2},
	"listRequests":            {"/api/requests", 2},
	"getRequest":              {"/api/requests/{request_id}", 2},
	"listSessionMessages":     {"/api/sessions/{session_id}/messages", 4},
	"getSessionOutline":       {"/api/sessions/{session_id}/outline", 5},
	"getSessionChanges":       {"/api/sessions/{session_id}/changes", 2},
	"findInSession":           {"/api/sessions/{session_id}/find?q=e&limit=1", 2},
	"getPartContent":          {"/api/parts/1/content", 1},
	"getBlob":                 {"/api/blobs/" + strings.Repeat("0", 64), 1},
	"getPerformanceMetrics":   {"/api/analytics/performance-metrics", 0},
	"getMetrics":              {"/api/metrics", 5},
	"listPresence":            {"/api/presence", 3},
	"getPresence":             {"/api/presence/{agent_id}", 3},
	"listQueries":             {"/api/queries", 0},
	"getQuery":                {"/api/query/active_sessions", 1},
	"getQueryMetrics":         {"/api/query-metrics", 0},
	"showWorkItems":           {"/views/work-items", 3},
	"showFeatures":            {"/views/features", 3},
	"showWorkItem":            {"/views/work-item?work_item_id={work_item_id}", 3},
	"showAgents":              {"/views/agents", 3},
	"showPresence":            {"/views/presence-widget", 3},
	"showMetrics":             {"/views/metrics", 7},
	"showCostNotice":          {"/views/cost-notice", 1},
	"getBudgets":              {"/api/analytics/budgets", 1},
	"showSessions":            {"/views/sessions", 5},
	"showSession":             {"/views/session?session_id={session_id}", 21 + levels},
	"showMessages":            {"/views/messages?session_id={session_id}", 7 + levels},
	"showMessage":             {"/views/message?session_id={session_of_event}&message_id={event_id}", 9 + levels},
	"getHealth":               {"/healthz", 0},
	"getReadiness":            {"/readyz", 1},
	"getPrometheusMetrics":    {"/metrics", 0},
	"getOpenAPIYAML":          {"/openapi.yaml", 0},
	"getOpenAPIJSON":          {"/openapi.json", 0},
	"getDocs":                 {"/docs", 0},
	"getDocsScript":           {"/docs/redoc.js", 0},
	"showDashboard":           {"/", 10},
	"showNow":                 {"/views/now", 10},
	"getNow":                  {"/api/now", 10},
	"showActivity":            {"/views/activity-feed?limit=100", 6 + levels},
	"showChildren":            {"/views/children?event_id={event_id}", 2 + levels},
	"showEvent":               {"/views/event?event_id={event_id}", 4},
	"getAsset":                {"/static/any/app.js", 0},
	"showOrchestration":       {"/views/orchestration", 4},
	"showSpawners":            {"/views/spawners", 4},
}

// picture is data that no message of the sample has.
const picture = `
INSERT INTO blobs (sha256, mime_type, bytes, data) VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 'image/png', 1, 'x');
`

func TestEachOperationTakesAFixedNumberOfStatements(t *testing.T) {
	for name, service := range map[string]*app.App{"ten turns": newSeeded(t, 150), "a thousand turns": newSeeded(t, 15_000)} {
		ids := idsIn(t, service)
		testkit.Execute(t, service.DB, picture)
		// All sessions are joined once after a commit.
		if got, _ := count(t, service, "/api/session-list"); got != 9 {
			t.Errorf("the first list of sessions on %s: %d statements, want 9", name, got)
		}
		count(t, service, "/api/now") // the facts of recent sessions are read once, and after changes
		for operation, test := range statements {
			got, _ := count(t, service, ids.Replace(test.target))
			if got != test.want { // a commit that was noticed late makes what is kept in memory be read again, once
				got, _ = count(t, service, ids.Replace(test.target))
			}
			if test.want > levels && got > test.want-levels && got <= test.want-levels+deepest {
				continue
			}
			if got != test.want {
				t.Errorf("%s on %s: %d statements, want %d", operation, name, got, test.want)
			}
		}
	}
}

// TestAnExportTakesAStatementForEachThousandRows: exports are the only operations whose number of statements grows, so that no
// statement holds a connection while a slow client reads. The last one finds that there are no more rows.
func TestAnExportTakesAStatementForEachThousandRows(t *testing.T) {
	got, body := count(t, newSeeded(t, 3500), "/api/events/export")
	if lines := strings.Count(string(body), "\n"); got != 5 || lines != 3500 {
		t.Errorf("%d statements for %d lines, want 5 for 3500", got, lines)
	}
}

func TestEveryGetIsCounted(t *testing.T) {
	document, err := testkit.LoadDocument(gen.OpenAPIJSON)
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range document.Operations() {
		if _, ok := statements[operation.ID]; !ok && operation.Method == http.MethodGet && operation.ID != "exportEvents" && operation.ID != "exportSession" && !operation.IsStream() {
			t.Errorf("the test counts no statements of %s", operation.ID)
		}
	}
}

// idsIn replaces the variables of paths by ids in the database.
func idsIn(t *testing.T, service *app.App) *strings.Replacer {
	t.Helper()
	var pairs []string
	for name, query := range map[string]string{
		"{event_id}":         "SELECT event_id FROM agent_events WHERE tool_name = 'Task'",
		"{session_id}":       "SELECT session_id FROM sessions",
		"{session_of_event}": "SELECT session_id FROM agent_events WHERE tool_name = 'Task'",
		"{request_id}":       "SELECT event_id FROM cost_events WHERE total_tokens > 0",
		"{work_item_id}":     "SELECT id FROM features WHERE id IN (SELECT feature_id FROM agent_events)",
		"{agent_id}":         "SELECT agent_id FROM agent_presence",
	} {
		id, err := database.Value[string](t.Context(), service.DB, query+" LIMIT 1")
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, name, id)
	}
	return strings.NewReplacer(pairs...)
}
