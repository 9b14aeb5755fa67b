package contract

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
)

// spentBody is what a time range added up to, as operations state it.
type spentBody struct {
	Since    string `json:"since"`
	Until    string `json:"until"`
	Requests int64  `json:"requests"`
	Unpriced int64  `json:"unpriced_requests"`
	Tokens   int64  `json:"total_tokens"`
	Micro    *int64 `json:"cost_micro_usd"`
}

// TestWhatWasSpentTodayIsWhatCostsSay: the operation of what sessions do now adds up nothing of its own.
func TestWhatWasSpentTodayIsWhatCostsSay(t *testing.T) {
	w := newScenarios(t)
	for _, zone := range []string{"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"} {
		var now struct {
			Spent struct {
				Today     spentBody `json:"today"`
				Yesterday spentBody `json:"yesterday_by_now"`
				Week      spentBody `json:"week"`
			} `json:"spent"`
		}
		decode(t, w, "/api/now?tz="+url.QueryEscape(zone), &now)
		for name, spent := range map[string]spentBody{"today": now.Spent.Today, "yesterday": now.Spent.Yesterday, "week": now.Spent.Week} {
			var costs struct {
				Total spentBody `json:"total"`
			}
			decode(t, w, "/api/analytics/costs?since="+spent.Since+"&until="+spent.Until, &costs)
			total := costs.Total
			isSame := spent.Micro == nil && total.Micro == nil || spent.Micro != nil && total.Micro != nil && *spent.Micro == *total.Micro
			if spent.Requests != total.Requests || spent.Unpriced != total.Unpriced || spent.Tokens != total.Tokens || !isSame {
				t.Errorf("%s in %s: %+v, costs say %+v", name, zone, spent, total)
			}
		}
		if now.Spent.Week.Requests == 0 {
			t.Errorf("nothing was spent in %s", zone)
		}
	}
}

// decode asks the server with sessions in every state.
func decode(t *testing.T, w *scenarios, target string, into any) {
	t.Helper()
	response := w.send(t, states, http.MethodGet, target)
	if response.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", target, response.Status, response.Body)
	}
	if err := json.Unmarshal(response.Body, into); err != nil {
		t.Fatal(err)
	}
}
