package contract

import (
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// askPages asks every page that shows figures.
func (f *figures) askPages(t *testing.T) {
	t.Helper()
	for _, target := range []string{
		"/", "/views/activity-feed", "/views/agents", "/views/metrics", "/views/orchestration", "/views/presence-widget", "/views/sessions?limit=1000", "/views/sessions?limit=1000&automated=show", "/views/usage?from=all", "/views/requests?from=all",
		"/views/spawners", "/views/work-items", "/views/cost-notice",
	} {
		f.readPage(t, target)
	}
	for _, id := range f.sessions {
		query := "?session_id=" + url.QueryEscape(id)
		f.readPage(t, "/views/session"+query)
		f.readPage(t, "/views/orchestration"+query)
	}
}

var (
	figureOnPage = regexp.MustCompile(`data-figure="([^"]*)" data-of="([^"]*)" data-value="([^"]*)"[^>]*>([^<]*)`)
	textOfCount  = regexp.MustCompile(`^[0-9,]+$`)
)

// readPage reads the figures of a page, and compares what a reader sees with the value.
func (f *figures) readPage(t *testing.T, target string) {
	t.Helper()
	page, _, _ := strings.Cut(target, "?")
	for _, found := range figureOnPage.FindAllStringSubmatch(f.ask(t, target).Body.String(), -1) {
		name, of, value, text := found[1], html.UnescapeString(found[2]), found[3], found[4]
		if textOfCount.MatchString(text) && strings.ReplaceAll(text, ",", "") != value {
			t.Errorf("%s shows %s for %s of %s, which is %s", target, text, name, of, value)
		}
		if value == "" {
			continue // it is not known
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			t.Errorf("%s: %s of %s: %v", target, name, of, err)
		}
		kind, id, _ := strings.Cut(of, ":")
		f.add(page, name, kind, id, number)
	}
}
