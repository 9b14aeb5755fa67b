package app_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/seed"
)

// TestNobodyWaitsLongerThanTheBudgetForALockedDatabase commits an event, so that the summary has something to read, and locks the file
// as another process would. Whatever is asked then is answered with 503 and a time to wait, about when the budget is over: requests of
// one list and of several wait side by side, not one after another, which would take more than half a minute.
func TestNobodyWaitsLongerThanTheBudgetForALockedDatabase(t *testing.T) {
	const budget, patience = 2 * time.Second, 20 * time.Second
	path := filepath.Join(t.TempDir(), "locked.db")
	if err := seed.Write(t.Context(), path, seed.Options{Events: 200, End: time.Now(), Number: 1}); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite3", "file:"+path+"?_txlock=exclusive&_journal_mode=DELETE")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Ping(); err != nil { // readers of a file without a write-ahead log wait for an exclusive lock
		t.Fatal(err)
	}
	service, err := app.New(t.Context(), app.Options{Database: database.Options{Path: path, ReadOnly: true, BusyBudget: budget}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Server)
	t.Cleanup(func() {
		server.Close()
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	if got := send(t, http.MethodGet, server.URL+"/api/events", ""); got[:3] != "200" {
		t.Fatal(got)
	}
	generation := service.DB.Generation()
	if _, err := other.Exec("UPDATE agent_events SET output_summary = 'changed' WHERE rowid = (SELECT max(rowid) FROM agent_events)"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); service.DB.Generation() == generation && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Rollback()
	var asking sync.WaitGroup
	for n := range 16 {
		target := fmt.Sprintf("%s/api/events?limit=%d", server.URL, 41+n%8) // each twice
		if n == 15 {
			target = server.URL + "/api/metrics"
		}
		asking.Go(func() {
			began := time.Now()
			response, err := http.Get(target)
			if err != nil {
				t.Error(err)
				return
			}
			response.Body.Close()
			if took := time.Since(began); response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" || took > patience {
				t.Errorf("%s: %d after %s, Retry-After %q; want 503 within %s", target, response.StatusCode, took, response.Header.Get("Retry-After"), patience)
			}
		})
	}
	asking.Wait()
}
