package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
)

// reads are the targets of API reads, pages those of the dashboard. SESSION and EVENT stand for what was posted last.
var (
	reads = [...]string{
		"/api/events?limit=50", "/api/events?limit=100&offset=500", "/api/events?session_id=SESSION", "/api/events/EVENT", "/api/events-grouped-by-prompt?limit=20",
		"/api/event-traces", "/api/complete-activity-feed", "/api/sessions", "/api/sessions/SESSION", "/api/agents", "/api/initial-stats", "/api/metrics",
		"/api/orchestration", "/api/orchestration/summary", "/api/analytics/cost-summary", "/api/analytics/costs?group_by=day", "/api/analytics/costs?group_by=session",
		"/api/analytics/performance-metrics", "/api/presence", "/api/query/recent_activity", "/api/query/active_sessions", "/api/work-items", "/metrics", "/readyz",
	}
	pages = [...]string{
		"/", "/views/activity-feed", "/views/activity-feed?q=cache", "/views/agents", "/views/metrics", "/views/orchestration", "/views/sessions", "/views/features",
		"/views/work-items", "/views/spawners", "/views/session?session_id=SESSION", "/views/event?event_id=EVENT", "/views/children?event_id=EVENT",
	}
)

// read requests one of the reads.
func (l *load) read(ctx context.Context, _ int, random *rand.Rand) error {
	_, err := l.get(ctx, timedReads, l.withRecent(reads[random.IntN(len(reads))]))
	return err
}

// showPage requests one of the pages.
func (l *load) showPage(ctx context.Context, _ int, random *rand.Rand) error {
	_, err := l.get(ctx, timedPages, l.withRecent(pages[random.IntN(len(pages))]))
	return err
}

// askHealth requests what touches no data.
func (l *load) askHealth(ctx context.Context, _ int, _ *rand.Rand) error {
	_, err := l.get(ctx, timedHealth, "/healthz")
	return err
}

// withRecent puts the ids of what was posted last into a target. Until there is any, the target is another one.
func (l *load) withRecent(target string) string {
	event, session := l.recent.get()
	if event == "" && (strings.Contains(target, "EVENT") || strings.Contains(target, "SESSION")) {
		return "/api/events"
	}
	return strings.NewReplacer("SESSION", url.QueryEscape(session), "EVENT", url.QueryEscape(event)).Replace(target)
}

// download begins to read an export of all events and, every other time, leaves it.
func (l *load) download(ctx context.Context, n int, _ *rand.Rand) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.target.base+"/api/events/export", nil)
	if err != nil {
		return err
	}
	response, err := l.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if n%2 == 0 {
		_, err = io.CopyN(io.Discard, response.Body, 1000)
		if err == io.EOF { //nolint:errorlint // CopyN returns it as it is
			err = nil
		}
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
