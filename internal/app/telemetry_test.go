package app_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/pricing"
)

const export = `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"codex_exec"}}]},"scopeLogs":[{"logRecords":[
	{"timeUnixNano":"1773847800000000000","attributes":[
		{"key":"event.name","value":{"stringValue":"codex.sse_event"}},{"key":"event.kind","value":{"stringValue":"response.completed"}},
		{"key":"conversation.id","value":{"stringValue":"s"}},{"key":"model","value":{"stringValue":"gpt-5-codex"}},
		{"key":"input_token_count","value":{"stringValue":"1000"}},{"key":"cached_token_count","value":{"intValue":"800"}},
		{"key":"output_token_count","value":{"intValue":100}}]},
	{"timeUnixNano":"1773847801000000000","attributes":[
		{"key":"event.name","value":{"stringValue":"codex.sse_event"}},{"key":"event.kind","value":{"stringValue":"response.completed"}},
		{"key":"conversation.id","value":{"stringValue":"s"}},{"key":"model","value":{"stringValue":"in-house-7b"}},
		{"key":"input_token_count","value":{"intValue":1000}}]}]}]}]}`

// TestTelemetryIsPricedOnce sends an export twice, like a client whose response was lost, and requests the costs.
func TestTelemetryIsPricedOnce(t *testing.T) {
	prices, err := pricing.New()
	if err != nil {
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{
		Database: database.Options{Path: filepath.Join(t.TempDir(), "new.db")},
		Prices:   prices, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { service.Close() })
	for range 2 {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		writer.Write([]byte(export))
		writer.Close()
		post := httptest.NewRequest(http.MethodPost, "/v1/logs", &packed)
		post.Host = "localhost"
		post.Header.Set("Content-Type", "application/json; charset=utf-8")
		post.Header.Set("Content-Encoding", "gzip")
		if answer := answerTo(service, post); answer.Code != http.StatusOK || answer.Body.String() != "{}\n" {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	get := httptest.NewRequest(http.MethodGet, "/api/analytics/costs", nil)
	get.Host = "localhost"
	var costs struct {
		Total struct {
			Requests   int     `json:"requests"`
			Input      int     `json:"input_tokens"`
			CacheRead  int     `json:"cache_read_tokens"`
			CostUSD    float64 `json:"cost_usd"`
			Unpriced   int     `json:"unpriced_requests"`
			TotalCount int     `json:"total_tokens"`
		} `json:"total"`
		Unpriced []struct {
			Model string `json:"model"`
		} `json:"unpriced_models"`
	}
	body := answerTo(service, get).Body.Bytes()
	if err := json.Unmarshal(body, &costs); err != nil {
		t.Fatal(err)
	}
	// 200 fresh tokens at 1.25 dollars a million, 800 of the cache at 0.125, 100 of output at 10.
	const want = 0.00135
	if got := costs.Total; got.Requests != 2 || got.Input != 1200 || got.CacheRead != 800 || got.CostUSD != want || got.Unpriced != 1 || got.TotalCount != 2100 {
		t.Errorf("%s", body)
	}
	if len(costs.Unpriced) != 1 || costs.Unpriced[0].Model != "in-house-7b" {
		t.Errorf("not named: %s", body)
	}
}

// TestACompressedBodyIsLimited sends a small body that decompresses to a large one.
func TestACompressedBodyIsLimited(t *testing.T) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	writer.Write(bytes.Repeat([]byte(" "), 21<<20))
	writer.Close()
	post := httptest.NewRequest(http.MethodPost, "/v1/traces", &packed)
	post.Host = "localhost"
	post.Header.Set("Content-Type", "application/x-protobuf")
	post.Header.Set("Content-Encoding", "gzip")
	answer := answerTo(newSeeded(t, 150), post)
	if answer.Code != http.StatusRequestEntityTooLarge || answer.Header().Get("Content-Type") != "application/x-protobuf" {
		t.Errorf("%d %s", answer.Code, answer.Header())
	}
}

func answerTo(service *app.App, request *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	service.Server.ServeHTTP(recorder, request)
	return recorder
}
